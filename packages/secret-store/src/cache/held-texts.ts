import { LRUCache } from 'lru-cache';
import type { CacheLimits, ResolvedCacheLimits } from './cache-options.ts';

// lru-cache hands its values to whoever subscribes to its diagnostics channels: what it holds does not show its text.
class HeldText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }
}

/** The texts that a cache holds, and the keys that it knows to have none, each bounded by number and by age. */
export class HeldTexts {
  readonly #texts: LRUCache<string, HeldText>;
  readonly #absent: LRUCache<string, true> | null;

  constructor(limits: ResolvedCacheLimits, clock: CacheLimits['clock']) {
    const shared = {
      // A text leaves the memory when its time is over, also when nobody asks for it any more.
      ttlAutopurge: true,
      ttlResolution: 0,
      ...(clock === undefined ? {} : { perf: clock }),
    };
    this.#texts = new LRUCache({
      ...shared,
      ttl: limits.ttlMs,
      max: limits.maxEntries,
      maxSize: limits.maxBytes,
      sizeCalculation: ({ text }, key) => 2 * (key.length + text.length),
    });
    this.#absent =
      limits.maxNegativeEntries === 0
        ? null
        : new LRUCache({ ...shared, ttl: limits.negativeTtlMs, max: limits.maxNegativeEntries });
  }

  /** How many texts are held. */
  get size(): number {
    return this.#texts.size;
  }

  /** How many keys are known to have no secret. */
  get absentSize(): number {
    return this.#absent?.size ?? 0;
  }

  /** The text; null when the key is known to have none, undefined when nothing is known. */
  get(key: string): string | null | undefined {
    const held = this.#texts.get(key);
    if (held !== undefined) return held.text;
    return this.#absent?.get(key) === true ? null : undefined;
  }

  /** @param text undefined: the key has no secret. */
  put(key: string, text: string | undefined): void {
    this.forget(key);
    if (text === undefined) this.#absent?.set(key, true);
    else this.#texts.set(key, new HeldText(text));
  }

  /** Drops what is known of a key. */
  forget(key: string): void {
    this.#texts.delete(key);
    this.#absent?.delete(key);
  }

  /** Drops everything. */
  clear(): void {
    this.#texts.clear();
    this.#absent?.clear();
  }
}
