import type { ProvidedSecret } from '../provider.ts';
import type { ParameterStoreContext } from './context.ts';
import { partialWrite } from '../partial-write.ts';
import { putParameter, toParameter } from './put-parameter.ts';

/**
 * Writes secrets, each with a request of its own: Parameter Store has none for several.
 * @returns the keys that were written.
 * @throws {SecretStoreError} `SECRET_TOO_LARGE` before anything is written; `PARTIAL_WRITE` when some were
 */
export async function putParameters(
  context: ParameterStoreContext,
  secrets: readonly ProvidedSecret[],
  ifAbsent: boolean,
): Promise<readonly string[]> {
  const parameters = secrets.map((secret) => toParameter(context, secret));
  const { results, failure } = await context.limit.runAll(parameters, (parameter) =>
    putParameter(context, parameter, ifAbsent),
  );
  const written = secrets.filter((_, position) => results.get(position) === true).map(({ key }) => key);
  if (failure !== undefined) throw partialWrite(failure.error, 'written', written, secrets.length);
  return written;
}
