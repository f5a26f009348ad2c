import { SecretStoreError } from '../errors.ts';
import type { InTransaction } from './provider.ts';

/**
 * What a provider without a database does first in each operation: a write that only seems to belong to the caller's
 * transaction would stay when it rolls back.
 * @param provider name of the provider.
 * @throws {SecretStoreError} `TRANSACTION_UNSUPPORTED` when there is a transaction
 */
export function refuseTransaction(provider: string, options: InTransaction | undefined): void {
  if (options?.tx === undefined) return;
  throw new SecretStoreError(
    'TRANSACTION_UNSUPPORTED',
    `Provider ${provider} cannot take part in a transaction of the database: call it without { tx }.`,
  );
}
