import type { CacheResult, SecretStoreMetrics } from '../metrics.ts';

/** Counts how the keys that were asked for were served, for metrics and for whoever asks the cache itself. */
export class CacheCounters {
  readonly #metrics: SecretStoreMetrics;
  readonly #counts: Record<CacheResult, number> = { hit: 0, negative_hit: 0, joined: 0, miss: 0 };

  constructor(metrics: SecretStoreMetrics) {
    this.#metrics = metrics;
  }

  /** Adds keys that were served so. */
  add(result: CacheResult, count: number): void {
    if (count === 0) return;
    this.#counts[result] += count;
    this.#metrics.recordCacheRequest(result, count);
  }

  /** The counts so far. */
  get counts(): Readonly<Record<CacheResult, number>> {
    return this.#counts;
  }
}
