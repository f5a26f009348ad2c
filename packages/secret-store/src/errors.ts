import { KongflowError } from '@kongflow/protocol';

/** Every code a `SecretStoreError` can carry. */
export const SECRET_STORE_ERROR_CODES = [
  'DAMAGED_SECRET',
  'INVALID_INPUT',
  'INVALID_SECRET',
  'PARTIAL_WRITE',
  'PROVIDER_DENIED',
  'PROVIDER_REJECTED',
  'PROVIDER_UNAVAILABLE',
  'SECRET_NOT_FOUND',
  'SECRET_TOO_LARGE',
  'TRANSACTION_UNSUPPORTED',
  'UNDECRYPTABLE_SECRET',
  'UNKNOWN_ENCRYPTION_KEY',
  'UNSUPPORTED_PROVIDER',
] as const;

/** A code of a `SecretStoreError`. */
export type SecretStoreErrorCode = (typeof SECRET_STORE_ERROR_CODES)[number];

/** What a `SecretStoreError` says beside its message. */
export interface SecretStoreErrorDetails extends ErrorOptions {
  /** The secret it is about. */
  readonly key?: string;
  /** Of a batch that was stored in part: the keys that are stored. */
  readonly written?: readonly string[];
}

/**
 * What the secret store throws; errors of the database pass through. It names keys and never holds a value: neither in
 * its message nor in its cause.
 */
export class SecretStoreError extends KongflowError<SecretStoreErrorCode> {
  override readonly name = 'SecretStoreError';
  readonly key: string | undefined;
  readonly written: readonly string[] | undefined;

  constructor(code: SecretStoreErrorCode, message: string, { key, written, ...options }: SecretStoreErrorDetails = {}) {
    super(code, message, options);
    this.key = key;
    this.written = written;
  }
}
