export { SecretAuditLog } from './audit/audit-log.ts';
export type { SecretAuditLogOptions } from './audit/audit-log.ts';
export { AUDIT_PROBLEMS } from './audit/audit-problem.ts';
export type { SecretAuditProblem, SecretAuditProblemKind } from './audit/audit-problem.ts';
export { SECRET_ACTIONS } from './audit/audit.ts';
export type { SecretAction, SecretAudit, SecretAuditRecord } from './audit/audit.ts';
export type { SecretAuditVerification } from './audit/chain-walk.ts';
export type { ListAuditInput, SecretAuditEntry, SecretAuditPage } from './audit/list-entries.ts';
export type { PurgeAuditInput } from './audit/purge-entries.ts';
export type { VerifyAuditInput } from './audit/verify-chain.ts';
export type { CachedSecretProviderOptions, CacheLimits } from './cache/cache-options.ts';
export { CachedSecretProvider } from './cache/cached-secret-provider.ts';
export type { CacheStats } from './cache/cached-secret-provider.ts';
export { PgSecretChangeChannel } from './cache/pg-secret-change-channel.ts';
export type { PgSecretChangeChannelOptions } from './cache/pg-secret-change-channel.ts';
export type {
  SecretChangeChannel,
  SecretChangeListener,
  SecretChangeSubscription,
} from './cache/secret-change-channel.ts';
export type { CountSecretsInput } from './count-secrets.ts';
export { SECRET_STORE_ERROR_CODES, SecretStoreError } from './errors.ts';
export type { SecretStoreErrorCode, SecretStoreErrorDetails } from './errors.ts';
export type { SecretSchemas, SecretsOf } from './get-secrets.ts';
export type { ListSecretKeysInput, SecretKeyPage } from './list-secret-keys.ts';
export { SecretStoreMetrics } from './metrics.ts';
export type { CacheResult } from './metrics.ts';
export { ChainedSecretProvider } from './providers/chained-provider.ts';
export type { ChainedSecretProviderOptions } from './providers/chained-provider.ts';
export { compareKeys } from './providers/compare-keys.ts';
export { DatabaseSecretProvider } from './providers/database/database-secret-provider.ts';
export type { DatabaseSecretProviderOptions } from './providers/database/database-secret-provider.ts';
export type { EncryptionStatus } from './providers/database/encryption-status.ts';
export type { WrittenVersion } from './providers/database/secret-codec.ts';
export { MemorySecretProvider } from './providers/memory-provider.ts';
export type { MemorySecretProviderOptions } from './providers/memory-provider.ts';
export type { InTransaction, KeyPage, ProvidedSecret, SecretProvider, SetOptions } from './providers/provider.ts';
export { refuseTransaction } from './providers/refuse-transaction.ts';
export type { RotateSecretsOptions, RotationProgress, RotationResult, SkippedSecret } from './rotate-secrets.ts';
export { ActorSchema, SecretKeySchema, SecretPrefixSchema } from './secret-key.ts';
export type { SecretOf, SecretSchema, SecretSchemaIssue, SecretSchemaResult } from './secret-schema.ts';
export { SecretStore } from './service.ts';
export type { SecretStoreOptions } from './service.ts';
export type { SecretInput } from './set-secrets.ts';
