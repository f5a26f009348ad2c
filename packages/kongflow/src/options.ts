import type { CreateDatabaseOptions, Database } from '@kongflow/database';
import type { UrlPolicy } from '@kongflow/endpoints';
import type { Logger } from '@kongflow/logger';
import type { CacheLimits, SecretProvider } from '@kongflow/secret-store';

/** Options of `createKongflow`. */
export interface KongflowOptions {
  /**
   * The PostgreSQL database (15 to 18): how to reach it, or a `Database` that the host already has, which then stays
   * the host's to close. Default for `max`: 20 connections, enough for both pools of workers and the API.
   */
  readonly database: CreateDatabaseOptions | Database;
  /** 32 bytes as 32 ASCII characters, 64 hex digits or base64: encrypts API keys and secrets at rest. */
  readonly encryptionKey: string;
  /** Keys that were used before `encryptionKey`; still good for reading. Default: none. */
  readonly previousEncryptionKeys?: readonly string[];
  /** Where the platform writes its log. Default: silent. */
  readonly logger?: Logger;
  /**
   * Whether `start()` brings the schema up to date first, which is safe from many processes at once. Turn it off where
   * the application's role may not change the schema, and call `migrate()` from the deployment. Default: true.
   */
  readonly migrateOnStart?: boolean;
  /**
   * Which URLs endpoints may have. Default: every http and https URL, also of private networks, as the developer's own
   * machine is the normal case; a server that strangers share has to refuse its own network here.
   */
  readonly endpointUrls?: UrlPolicy;
  /** Where secrets are kept, and what is noted of their use. */
  readonly secretStore?: SecretStoreSettings;
  /** How the background workers run. */
  readonly worker?: WorkerOptions;
}

/** Options of the secret store. */
export interface SecretStoreSettings {
  /**
   * Where secrets are kept; the host closes it. Default: the platform's database, encrypted with `encryptionKey`; values
   * under `previousEncryptionKeys`, and rows taken over from trigger.dev under its key among them, are read too.
   */
  readonly provider?: SecretProvider;
  /**
   * Keeps secrets in memory, kept true across processes by one more connection that listens. `true` takes the cache's own
   * limits. Default: false, every read asks the provider.
   */
  readonly cache?: boolean | CacheLimits;
  /** Notes who did what to which secret. `false` switches the log off. Default: all of it, for 365 days. */
  readonly audit?: false | SecretAuditSettings;
}

/** Options of the secret store's audit log. */
export interface SecretAuditSettings {
  /** Whether reads, listings and counts are noted too. Default: true. */
  readonly reads?: boolean;
  /** Days that entries are kept, 1 to 36,500; older ones are purged once a day. Default: 365. */
  readonly retentionDays?: number;
}

/** Options of the background workers. */
export interface WorkerOptions {
  /** Whether this process runs background tasks; enqueueing works regardless. Default: true. */
  readonly enabled?: boolean;
  /** Short tasks at once (deliver, dispatch, index, resume). Default: 10. */
  readonly concurrency?: number;
  /** Runs executing at once, each a call to an endpoint. Default: 10. */
  readonly executionConcurrency?: number;
  /** How long `stop()` waits for running tasks, in milliseconds, before it hands them back. Default: 30000. */
  readonly stopTimeoutMs?: number;
}
