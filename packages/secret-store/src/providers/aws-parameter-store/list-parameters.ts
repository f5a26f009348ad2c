import { DescribeParametersCommand, type ParameterMetadata } from '@aws-sdk/client-ssm';
import { SecretStoreError } from '../../errors.ts';
import type { ParameterStoreContext } from './context.ts';
import { describeFailure } from './describe-failure.ts';

/** Most parameters that one page of a listing can have. */
const PAGE_SIZE = 50;

/**
 * Finds all keys that start with the prefix, in no order: AWS promises none. It asks DescribeParameters and not
 * GetParametersByPath, which sends every value along, ten a page, to someone who may then read them all.
 *
 * @throws {SecretStoreError} `DAMAGED_SECRET` when the key of a parameter with a digest for a name is lost
 */
export async function listParameters(context: ParameterStoreContext, prefix: string): Promise<readonly string[]> {
  const { names } = context;
  const path = names.pathOf(prefix);
  // A parameter that is written while the pages are read may be on two of them.
  const keys = new Set<string>();
  let token: string | undefined;
  do {
    const page = await describePage(context, path, token);
    for (const { Name, Description } of page.parameters) {
      if (Name === undefined) continue;
      const key = names.decode(Name, Description);
      if (key === undefined) throw lostKey(Name);
      if (key?.startsWith(prefix) === true) keys.add(key);
    }
    // A page can be empty and yet not the last: AWS ends it after so many parameters looked at, also when none fits.
    token = page.next;
  } while (token !== undefined && token !== '');
  return [...keys];
}

async function describePage(
  { client, limit }: ParameterStoreContext,
  path: string,
  token: string | undefined,
): Promise<{ readonly parameters: readonly ParameterMetadata[]; readonly next: string | undefined }> {
  const command = new DescribeParametersCommand({
    ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: [path] }],
    MaxResults: PAGE_SIZE,
    NextToken: token,
  });
  try {
    const { Parameters = [], NextToken } = await limit.run(() => client().send(command));
    return { parameters: Parameters, next: NextToken };
  } catch (error) {
    throw describeFailure(error, {
      what: `Parameters under ${path} could not be listed`,
      action: 'ssm:DescribeParameters',
    });
  }
}

function lostKey(name: string): SecretStoreError {
  return new SecretStoreError(
    'DAMAGED_SECRET',
    `The description of parameter ${name} is not its key any more, and the name has only a digest of it: set the secret ` +
      'anew, which writes the description, or delete the parameter.',
  );
}
