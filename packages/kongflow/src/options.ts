import type { CreateDatabaseOptions, Database } from '@kongflow/database';
import type { UrlPolicy } from '@kongflow/endpoints';
import type { Logger } from '@kongflow/logger';

/** Options of `createKongflow`. */
export interface KongflowOptions {
  /**
   * The PostgreSQL database (15 to 18): how to reach it, or a `Database` that the host already has, which then stays
   * the host's to close. Default for `max`: 20 connections, enough for both pools of workers and the API.
   */
  readonly database: CreateDatabaseOptions | Database;
  /** 32 bytes as 32 ASCII characters, 64 hex digits or base64: encrypts API keys at rest. */
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
  /** How the background workers run. */
  readonly worker?: WorkerOptions;
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
