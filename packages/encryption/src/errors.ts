import { KongflowError } from '@kongflow/protocol';

/** Every code of a `EncryptionError`; the README explains them. */
export const ENCRYPTION_ERROR_CODES = ['INVALID_KEY', 'UNKNOWN_KEY', 'DAMAGED_VALUE'] as const;

/** A code of a `EncryptionError`. */
export type EncryptionErrorCode = (typeof ENCRYPTION_ERROR_CODES)[number];

/** Thrown by `Keyring`; its message holds neither key nor plaintext. */
export class EncryptionError extends KongflowError<EncryptionErrorCode> {}
