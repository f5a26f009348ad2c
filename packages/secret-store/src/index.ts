export { SECRET_STORE_ERROR_CODES, SecretStoreError } from './errors.ts';
export type { SecretStoreErrorCode, SecretStoreErrorDetails } from './errors.ts';
