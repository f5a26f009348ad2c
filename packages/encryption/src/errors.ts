import { KongflowError } from '@kongflow/protocol';

/** Every code of a `EncryptionError`; the README explains them. */
export const ENCRYPTION_ERROR_CODES = ['DAMAGED_VALUE', 'INVALID_KEY', 'UNDECRYPTABLE', 'UNKNOWN_KEY'] as const;

/** A code of a `EncryptionError`. */
export type EncryptionErrorCode = (typeof ENCRYPTION_ERROR_CODES)[number];

/** Thrown by all ciphers; its message holds neither key nor plaintext. */
export class EncryptionError extends KongflowError<EncryptionErrorCode> {}
