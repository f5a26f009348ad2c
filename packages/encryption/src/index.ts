export { generateEncryptionKey } from './encryption-key.ts';
export { ENCRYPTION_ERROR_CODES, EncryptionError } from './errors.ts';
export type { EncryptionErrorCode } from './errors.ts';
export { Keyring } from './keyring.ts';
export type { KeyringOptions } from './keyring.ts';
