import { GetParametersCommand } from '@aws-sdk/client-ssm';
import type { ParameterStoreContext } from './context.ts';
import { describeFailure } from './describe-failure.ts';
import { inGroups } from './in-groups.ts';
import { fromParameterValue } from './parameter-value.ts';

/** Reads secrets, ten a request. @returns the texts of those that exist */
export async function getParameters(
  { client, limit, names }: ParameterStoreContext,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const keyOf = new Map(keys.map((key) => [names.encode(key).name, key]));
  const found = new Map<string, string>();
  const { failure } = await limit.runAll(inGroups([...keyOf.keys()]), async (group) => {
    try {
      const { Parameters = [] } = await client().send(new GetParametersCommand({ Names: group, WithDecryption: true }));
      for (const { Name = '', Value } of Parameters) {
        const key = keyOf.get(Name);
        if (key !== undefined && Value !== undefined) found.set(key, fromParameterValue(Value));
      }
    } catch (error) {
      throw describeFailure(error, {
        what: `Parameters could not be read: ${group.join(', ')}`,
        action: 'ssm:GetParameters',
        key: group.length === 1 ? keyOf.get(group[0] ?? '') : undefined,
      });
    }
  });
  if (failure !== undefined) throw failure.error;
  return found;
}
