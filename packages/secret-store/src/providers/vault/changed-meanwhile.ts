import { SecretStoreError } from '../../errors.ts';

/** How often a secret may change between reading its version and writing the next one. */
export const MAX_ROUNDS = 50;

/** The error of a write that others were faster than each time. */
export function changedMeanwhile(what: string, key: string): SecretStoreError {
  const message = `${what} failed: others changed it ${MAX_ROUNDS} times meanwhile. Try again later.`;
  return new SecretStoreError('PROVIDER_UNAVAILABLE', message, { key });
}
