import type { AuthenticatedEnvironment } from './authenticated-environment.ts';

/** Limits of the environment cache. */
export interface EnvironmentCacheOptions {
  /** How long an environment is served from memory, in milliseconds. Default 10,000; 0 turns the cache off. */
  readonly ttlMs?: number;
  /** How many environments are kept; the least recently loaded goes first. Default 1,000. */
  readonly maxEntries?: number;
}

interface Entry {
  readonly environment: Promise<AuthenticatedEnvironment>;
  /** Milliseconds since the epoch; infinite while the load is under way. */
  expiresAt: number;
}

/**
 * A bounded cache of environments by id, with one load at a time per id.
 *
 * Keys regenerated in this process are seen at once. What another process changes is seen after the time to live:
 * until then this process may sign calls to an endpoint with the old key. Requests are never authenticated from here.
 *
 * The entry is the promise of the load: `invalidate` during a load drops that promise, so the stale answer reaches the
 * callers that were already waiting and nobody after them.
 */
export class EnvironmentCache {
  readonly #entries = new Map<string, Entry>();
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  readonly #now: () => number;

  constructor(options: EnvironmentCacheOptions = {}, now: () => number = Date.now) {
    this.#ttlMs = options.ttlMs ?? 10_000;
    this.#maxEntries = options.maxEntries ?? 1_000;
    this.#now = now;
  }

  /** The cached environment, or what `load` answers. A failed load is not kept. */
  get(id: string, load: () => Promise<AuthenticatedEnvironment>): Promise<AuthenticatedEnvironment> {
    if (this.#ttlMs <= 0) return load();
    const cached = this.#entries.get(id);
    if (cached !== undefined && cached.expiresAt > this.#now()) return cached.environment;

    const environment = load();
    const entry: Entry = { environment, expiresAt: Number.POSITIVE_INFINITY };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    this.#evictOldest();
    void this.#settle(id, entry);
    return environment;
  }

  /** Forgets an environment; the next `get` loads it. */
  invalidate(id: string): void {
    this.#entries.delete(id);
  }

  async #settle(id: string, entry: Entry): Promise<void> {
    try {
      await entry.environment;
      entry.expiresAt = this.#now() + this.#ttlMs;
    } catch {
      // The caller has the error; here it only means that there is nothing to keep.
      if (this.#entries.get(id) === entry) this.#entries.delete(id);
    }
  }

  #evictOldest(): void {
    while (this.#entries.size > this.#maxEntries) {
      const oldest = this.#entries.keys().next();
      if (oldest.done === true) return;
      this.#entries.delete(oldest.value);
    }
  }
}
