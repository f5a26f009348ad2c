import { SecretStoreError } from '../errors.ts';

/**
 * The error of a batch that failed on the way: its cause alone when nothing was done.
 * @param done what became of those that succeeded: `written`, `deleted`.
 * @param keys those that succeeded.
 * @param total keys of the batch.
 */
export function partialWrite(cause: unknown, done: string, keys: readonly string[], total: number): unknown {
  if (keys.length === 0) return cause;
  const reason = cause instanceof SecretStoreError ? cause.message : 'see the cause';
  return new SecretStoreError(
    'PARTIAL_WRITE',
    `Only ${keys.length} of ${total} secrets were ${done}: ${reason} Repeating the call is safe.`,
    { cause, written: keys },
  );
}
