import { type SecretProvider, SecretStoreError, type SecretStoreErrorCode } from '@kongflow/secret-store';
import { keyPages } from './key-pages.ts';
import type { OpenStore } from './with-store.ts';

/** A secret that cannot be read. */
export interface UnreadableSecret {
  readonly key: string;
  readonly code: SecretStoreErrorCode;
}

/** What a check of secrets has found. */
export interface ValuesVerification {
  readonly checked: number;
  readonly unreadable: readonly UnreadableSecret[];
}

/**
 * Reads every secret and drops it. The listing leaves its entries in the audit log; the values reach nobody, so that an
 * entry for each of them would only hide those of real reads.
 */
export async function verifyValues(
  { store, provider }: Pick<OpenStore, 'store' | 'provider'>,
  prefix: string,
): Promise<ValuesVerification> {
  let checked = 0;
  const unreadable: UnreadableSecret[] = [];
  for await (const { keys } of keyPages(store, { prefix, after: null, limit: null })) {
    checked += keys.length;
    unreadable.push(...(await findUnreadable(provider, keys)));
  }
  return { checked, unreadable };
}

/** One damaged secret fails the call for all: halves are tried until it is found. */
async function findUnreadable(provider: SecretProvider, keys: readonly string[]): Promise<UnreadableSecret[]> {
  const [key] = keys;
  if (key === undefined) return [];
  try {
    await provider.get(keys);
    return [];
  } catch (error) {
    if (!(error instanceof SecretStoreError) || error.code === 'PROVIDER_UNAVAILABLE') throw error;
    if (keys.length === 1) return [{ key, code: error.code }];
    const middle = Math.ceil(keys.length / 2);
    return [
      ...(await findUnreadable(provider, keys.slice(0, middle))),
      ...(await findUnreadable(provider, keys.slice(middle))),
    ];
  }
}
