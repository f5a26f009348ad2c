import type { Logger } from '@kongflow/logger';

/** Limits of calls to endpoints. Every one can be left out. */
export interface EndpointClientOptions {
  /** Gets one debug line per failed call. Default: none. */
  readonly logger?: Logger;
  /** Longest wait for a connection, in milliseconds. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** Longest wait for an answer to anything but an execution, in milliseconds. Default 30 000. */
  readonly requestTimeoutMs?: number;
  /** Longest wait for an answer to EXECUTE_JOB where the call sets none, in milliseconds. Default 900 000 (15 minutes). */
  readonly executionTimeoutMs?: number;
  /** Longest time that reading an answer may take once it has begun, in milliseconds. Default 30 000. */
  readonly bodyTimeoutMs?: number;
  /** Largest answer that is read, in bytes. Default 10 MiB. */
  readonly maxResponseBytes?: number;
  /** How long an idle connection is kept where the endpoint does not say, in milliseconds. Default 2000. */
  readonly keepAliveMs?: number;
  /** Most connections to one origin. Default: no limit. */
  readonly maxConnectionsPerOrigin?: number;
  /** Most redirects within one call. Default 5. */
  readonly maxRedirects?: number;
}

/** The same with the defaults filled in. */
export interface EndpointClientSettings {
  readonly logger: Logger | null;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly executionTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly maxResponseBytes: number;
  readonly keepAliveMs: number;
  readonly maxConnectionsPerOrigin: number | null;
  readonly maxRedirects: number;
}

/** Fills in the defaults. */
export function normalizeOptions(options: EndpointClientOptions): EndpointClientSettings {
  return {
    logger: options.logger ?? null,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    executionTimeoutMs: options.executionTimeoutMs ?? 900_000,
    bodyTimeoutMs: options.bodyTimeoutMs ?? 30_000,
    maxResponseBytes: options.maxResponseBytes ?? 10 * 1024 * 1024,
    // Below the 5 s after which Node's own server closes: a request on a connection that is being closed fails.
    keepAliveMs: options.keepAliveMs ?? 2000,
    maxConnectionsPerOrigin: options.maxConnectionsPerOrigin ?? null,
    maxRedirects: options.maxRedirects ?? 5,
  };
}
