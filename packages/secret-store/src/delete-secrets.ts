import { auditWrite } from './audit-write.ts';
import { measureOperation } from './measure-operation.ts';
import type { InTransaction } from './providers/provider.ts';
import { fullKey, fullKeys, relativeKey, type StoreContext } from './store-context.ts';

/** See `SecretStore.deleteSecret`. */
export async function deleteSecret(context: StoreContext, key: string, options: InTransaction = {}): Promise<boolean> {
  return measureOperation(
    context,
    'delete',
    async () => (await removeSecrets(context, [fullKey(context, key)], options)).length > 0,
    (deleted) => (deleted ? 'ok' : 'not_found'),
  );
}

/** See `SecretStore.deleteSecrets`. */
export async function deleteSecrets(
  context: StoreContext,
  keys: readonly string[],
  options: InTransaction = {},
): Promise<readonly string[]> {
  return measureOperation(context, 'delete_batch', async () => {
    const deleted = await removeSecrets(context, fullKeys(context, keys), options);
    return deleted.map((key) => relativeKey(context, key));
  });
}

async function removeSecrets(
  context: StoreContext,
  keys: readonly string[],
  { tx }: InTransaction,
): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  return auditWrite(context, {
    action: 'delete',
    keys,
    tx,
    write: (transaction) => context.provider.delete(keys, transaction),
    unchanged: 'not_found',
  });
}
