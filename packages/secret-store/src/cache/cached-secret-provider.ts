import type { Database } from '@kongflow/database';
import { type Logger, silentLogger } from '@kongflow/logger';
import { SecretStoreMetrics } from '../metrics.ts';
import type { InTransaction, KeyPage, ProvidedSecret, SecretProvider, SetOptions } from '../providers/provider.ts';
import { refuseTransaction } from '../providers/refuse-transaction.ts';
import { CacheCounters } from './cache-counters.ts';
import { type CachedSecretProviderOptions, resolveLimits } from './cache-options.ts';
import { HeldTexts } from './held-texts.ts';
import type { SecretChangeChannel, SecretChangeSubscription } from './secret-change-channel.ts';
import { SharedReads } from './shared-reads.ts';

/** How a cache has been doing since it was made. */
export interface CacheStats {
  /** Keys whose secret was in memory. */
  readonly hits: number;
  /** Keys that were known to have none. */
  readonly negativeHits: number;
  /** Keys that another caller was already asking the provider for. */
  readonly joined: number;
  /** Keys that the provider was asked for. */
  readonly misses: number;
  /** Share of the keys that were answered from memory, from 0 to 1; 0 before the first. */
  readonly hitRate: number;
  /** Secrets held now. */
  readonly entries: number;
  /** Keys known now to have none. */
  readonly negativeEntries: number;
  /** Whether anything is held at all: not while changes of other processes cannot be heard of. */
  readonly isCaching: boolean;
}

/*
 * with a channel:    passing ──onConnected──▶ caching ──onDisconnected, stop()──▶ passing
 * without a channel: caching ──stop()──▶ passing ──start()──▶ caching
 *
 * Every change of state drops what is held, and what is being read is not kept.
 */

/**
 * A provider with a memory in front: holds secrets that were read, and keys that have none, within bounds of number, size
 * and time. Concurrent reads of a key make one query.
 *
 * With a channel, changes of other processes are seen as soon as they are heard of, and nothing is held while the channel
 * is down, nor before `start()`. (`PgSecretChangeChannel` may take 15 seconds to notice a peer that is gone without a
 * word.) Without one they are seen after `ttlMs`, or `negativeTtlMs` for a secret that is new.
 * Changes through this cache are seen at once; reads within a transaction go past it. Nothing is written anywhere.
 *
 * @example
 * const provider = new CachedSecretProvider({
 *   provider: new DatabaseSecretProvider({ database, cipher }),
 *   channel: new PgSecretChangeChannel({ database, logger }),
 * });
 * provider.start();
 * const store = new SecretStore({ provider });
 */
export class CachedSecretProvider implements SecretProvider {
  readonly #provider: SecretProvider;
  readonly #channel: SecretChangeChannel | undefined;
  readonly #logger: Logger;
  readonly #counters: CacheCounters;
  readonly #texts: HeldTexts;
  readonly #reads: SharedReads;
  #isCaching: boolean;
  #subscription: SecretChangeSubscription | null = null;
  // Tells what comes from a subscription that has been stopped.
  #subscriptions = 0;
  #stopping: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  /** @throws {SecretStoreError} `INVALID_INPUT` saying which limit is wrong */
  constructor(options: CachedSecretProviderOptions) {
    const { provider, channel, metrics, logger = silentLogger, clock } = options;
    this.#provider = provider;
    this.#channel = channel;
    this.#logger = logger;
    this.#isCaching = channel === undefined;
    this.#counters = new CacheCounters(metrics ?? new SecretStoreMetrics());
    this.#texts = new HeldTexts(resolveLimits(options), clock);
    this.#reads = new SharedReads({
      read: (keys) => provider.get(keys),
      onRead: (key, text) => {
        if (this.#isCaching) this.#texts.put(key, text);
      },
      onAsked: (joined, own) => {
        this.#counters.add('joined', joined);
        this.#counters.add('miss', own);
      },
    });
  }

  /** The name of the provider behind it. */
  get name(): string {
    return this.#provider.name;
  }

  /** The database of the provider behind it. */
  get database(): Database | null {
    return this.#provider.database;
  }

  /** Listens for changes, on a connection that keeps the process running until `stop()`. A repeated call does nothing. */
  start(): void {
    if (this.#channel === undefined) {
      this.#isCaching = true;
      return;
    }
    if (this.#subscription !== null) return;
    const number = (this.#subscriptions += 1);
    const ifCurrent = (act: () => void): void => {
      if (number === this.#subscriptions) act();
    };
    this.#subscription = this.#channel.subscribe({
      onChanged: (key) => ifCurrent(() => this.#forget([key])),
      onAllChanged: () => ifCurrent(() => this.#setCaching(this.#isCaching)),
      onConnected: () => ifCurrent(() => this.#setCaching(true)),
      onDisconnected: () => ifCurrent(() => this.#setCaching(false)),
    });
  }

  /** Stops listening, and drops what is held; the cache passes everything through until `start()`. Repeated calls share one end. */
  async stop(): Promise<void> {
    const subscription = this.#subscription;
    this.#subscription = null;
    this.#subscriptions += 1;
    this.#setCaching(false);
    if (subscription !== null) this.#stopping = subscription.stop();
    return this.#stopping;
  }

  /** Stops, and closes the provider behind it. Repeated calls share one close. */
  async close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** How the cache has been doing. */
  stats(): CacheStats {
    const { hit, negative_hit, joined, miss } = this.#counters.counts;
    const asked = hit + negative_hit + joined + miss;
    return {
      hits: hit,
      negativeHits: negative_hit,
      joined,
      misses: miss,
      hitRate: asked === 0 ? 0 : (hit + negative_hit) / asked,
      entries: this.#texts.size,
      negativeEntries: this.#texts.absentSize,
      isCaching: this.#isCaching,
    };
  }

  async get(keys: readonly string[], options: InTransaction = {}): Promise<ReadonlyMap<string, string>> {
    // The transaction may have changed the secret, or see an older state than this cache.
    if (options.tx !== undefined) return this.#provider.get(keys, options);
    const found = new Map<string, string>();
    const unknown: string[] = [];
    for (const key of keys) {
      const text = this.#texts.get(key);
      if (text === undefined) unknown.push(key);
      else if (text !== null) found.set(key, text);
    }
    this.#counters.add('hit', found.size);
    this.#counters.add('negative_hit', keys.length - unknown.length - found.size);
    if (unknown.length === 0) return found;
    const read = await this.#reads.get(unknown);
    return found.size === 0 ? read : new Map([...found, ...read]);
  }

  async set(secrets: readonly ProvidedSecret[], options: SetOptions = {}): Promise<readonly string[]> {
    const keys = secrets.map(({ key }) => key);
    return this.#write(keys, options, async () => this.#provider.set(secrets, options));
  }

  async delete(keys: readonly string[], options: InTransaction = {}): Promise<readonly string[]> {
    return this.#write(keys, options, async () => this.#provider.delete(keys, options));
  }

  async list(page: KeyPage, options: InTransaction = {}): Promise<readonly string[]> {
    return this.#provider.list(page, options);
  }

  async count(prefix: string, options: InTransaction = {}): Promise<number> {
    return this.#provider.count(prefix, options);
  }

  async #write(
    keys: readonly string[],
    { tx }: InTransaction,
    write: () => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    if (this.#provider.database === null) refuseTransaction(this.name, { tx });
    if (tx !== undefined) {
      tx.afterCommit(() => this.#forget(keys));
      return write();
    }
    // After a failure any of them may have changed.
    let changed = keys;
    try {
      changed = await write();
      return changed;
    } finally {
      // Also those that were left as they are: what is held of them may be wrong as well.
      this.#forget(keys);
      await this.#publish(changed);
    }
  }

  // A provider with a database announces its changes by itself, at their commit.
  async #publish(keys: readonly string[]): Promise<void> {
    if (this.#channel === undefined || this.#provider.database !== null || keys.length === 0) return;
    try {
      await this.#channel.publish(keys);
    } catch (error) {
      this.#logger.warn(
        'Other processes could not be told of changed secrets, and may hold old ones until their time is over.',
        {
          provider: this.name,
          count: keys.length,
          error,
        },
      );
    }
  }

  #forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#texts.forget(key);
      this.#reads.forget(key);
    }
  }

  #setCaching(isCaching: boolean): void {
    this.#isCaching = isCaching;
    this.#texts.clear();
    this.#reads.forgetAll();
  }

  async #close(): Promise<void> {
    try {
      await this.stop();
    } finally {
      await this.#provider.close?.();
    }
  }
}
