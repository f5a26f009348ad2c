import { KongflowError } from '@kongflow/protocol';

/** What can be wrong with a key or an encrypted value; the README explains each code. */
export type EncryptionErrorCode = 'INVALID_KEY' | 'UNKNOWN_KEY' | 'DAMAGED_VALUE';

/** Thrown by `Keyring`; its message holds neither key nor plaintext. */
export class EncryptionError extends KongflowError<EncryptionErrorCode> {}
