import { DeleteParametersCommand } from '@aws-sdk/client-ssm';
import type { ParameterStoreContext } from './context.ts';
import { describeFailure } from './describe-failure.ts';
import { inGroups } from './in-groups.ts';
import { partialWrite } from '../partial-write.ts';

/**
 * Deletes secrets, ten a request.
 * @returns the keys that had one.
 * @throws {SecretStoreError} `PARTIAL_WRITE` when some were deleted: they are its `written`
 */
export async function deleteParameters(
  { client, limit, names }: ParameterStoreContext,
  keys: readonly string[],
): Promise<readonly string[]> {
  const nameOf = new Map(keys.map((key) => [key, names.encode(key).name]));
  const { results, failure } = await limit.runAll(inGroups([...nameOf.values()]), async (group) => {
    try {
      return (await client().send(new DeleteParametersCommand({ Names: group }))).DeletedParameters ?? [];
    } catch (error) {
      throw describeFailure(error, {
        what: `Parameters could not be deleted: ${group.join(', ')}`,
        action: 'ssm:DeleteParameters',
        key: keys.length === 1 ? keys[0] : undefined,
      });
    }
  });
  const gone = new Set([...results.values()].flat());
  const deleted = keys.filter((key) => gone.has(nameOf.get(key) ?? ''));
  if (failure !== undefined) throw partialWrite(failure.error, 'deleted', deleted, keys.length);
  return deleted;
}
