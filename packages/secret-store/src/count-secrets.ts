import { auditRead } from './audit-read.ts';
import { measureOperation } from './measure-operation.ts';
import type { InTransaction } from './providers/provider.ts';
import { fullPrefix, type StoreContext } from './store-context.ts';

/** Which secrets to count. */
export interface CountSecretsInput {
  /** Only keys that start with this. Default: all. */
  readonly prefix?: string | undefined;
}

/** See `SecretStore.getSecretCount`. */
export async function countSecrets(
  context: StoreContext,
  input: CountSecretsInput = {},
  { tx }: InTransaction = {},
): Promise<number> {
  return measureOperation(context, 'count', async () => {
    const prefix = fullPrefix(context, input.prefix ?? '');
    const [count = 0] = await auditRead(context, {
      action: 'count',
      keys: [prefix],
      tx,
      fetch: () => context.provider.count(prefix, { tx }),
      readingOf: (value) => ({ result: 'ok', value }),
    });
    return count;
  });
}
