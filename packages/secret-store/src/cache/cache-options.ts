import type { Logger } from '@kongflow/logger';
import { z } from 'zod';
import type { SecretStoreMetrics } from '../metrics.ts';
import type { SecretProvider } from '../providers/provider.ts';
import { parseInput } from '../secret-key.ts';
import type { SecretChangeChannel } from './secret-change-channel.ts';

/** How much a cache keeps, and for how long. */
export interface CacheLimits {
  /** How long a secret is served from memory, in ms, from 1. Default 60,000. */
  readonly ttlMs?: number | undefined;
  /** Most secrets kept, 1 to 1,000,000; the one that was not read for longest goes first. Default 1,000. */
  readonly maxEntries?: number | undefined;
  /** Most memory for the secrets kept, in bytes, two to a character of key and text. Default 16 MiB. */
  readonly maxBytes?: number | undefined;
  /** How long it is remembered that a key has no secret, in ms, from 1. Default 5,000. */
  readonly negativeTtlMs?: number | undefined;
  /**
   * Most keys without a secret remembered, up to 1,000,000; 0 remembers none. They have room of their own: asking for
   * keys that do not exist drives no secret out. Default 1,000.
   */
  readonly maxNegativeEntries?: number | undefined;
  /** What the times above are measured by, in ms from any start. Default: `performance`. */
  readonly clock?: { now(): number } | undefined;
}

/** What a `CachedSecretProvider` is made of. */
export interface CachedSecretProviderOptions extends CacheLimits {
  /** Where the secrets come from. */
  readonly provider: SecretProvider;
  /** How changes of other processes are heard of. Default: not at all, they are seen after `ttlMs`. */
  readonly channel?: SecretChangeChannel | undefined;
  /** Counts how reads are served. Default: metrics through the global meter provider of OpenTelemetry. */
  readonly metrics?: SecretStoreMetrics | undefined;
  /** Hears when other processes could not be told of a change. Default: silent. */
  readonly logger?: Logger | undefined;
}

// Timers hold 31 bits of milliseconds, and one is set for a millisecond more than the time to live.
const MAX_TTL_MS = 2 ** 31 - 2;
// The LRU takes its room at once, some 50 bytes an entry: a number that was meant as "any" would end the process.
const MAX_ENTRIES = 1_000_000;
const ttl = z.int().min(1).max(MAX_TTL_MS);

const LimitsSchema = z.object({
  ttlMs: ttl.default(60_000),
  maxEntries: z.int().min(1).max(MAX_ENTRIES).default(1000),
  maxBytes: z
    .int()
    .min(1)
    .default(16 * 1024 * 1024),
  negativeTtlMs: ttl.default(5000),
  maxNegativeEntries: z.int().min(0).max(MAX_ENTRIES).default(1000),
});

/** Limits with every default filled in. */
export type ResolvedCacheLimits = z.output<typeof LimitsSchema>;

/** Fills in the defaults. @throws {SecretStoreError} `INVALID_INPUT` saying which limit is wrong */
export function resolveLimits(limits: CacheLimits): ResolvedCacheLimits {
  return parseInput(LimitsSchema, limits);
}
