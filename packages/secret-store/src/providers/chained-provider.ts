import { type Logger, silentLogger } from '@kongflow/logger';
import { SecretStoreError } from '../errors.ts';
import { SecretStoreMetrics } from '../metrics.ts';
import { compareKeys } from './compare-keys.ts';
import { migrateSecrets } from './migrate-secrets.ts';
import type { InTransaction, KeyPage, ProvidedSecret, SecretProvider, SetOptions } from './provider.ts';
import { refuseTransaction } from './refuse-transaction.ts';

/** Providers in a row. */
export interface ChainedSecretProviderOptions {
  /** The primary, which is written to, then the fallbacks in the order they are asked. */
  readonly providers: readonly SecretProvider[];
  /** Copy what is found in a fallback to the primary. Default false. */
  readonly migrateOnRead?: boolean | undefined;
  /** Default: the names of the providers, as `vault+database`. */
  readonly name?: string | undefined;
  /** Told of copies that failed. Default: nobody. */
  readonly logger?: Logger | undefined;
  /** Counts copies that failed. Default: metrics through the global meter provider of OpenTelemetry. */
  readonly metrics?: SecretStoreMetrics | undefined;
}

const PAGE_SIZE = 1000;

/**
 * One provider in front of others: to move to another backend while in use, or to read what somebody else keeps.
 *
 * Reads take the first provider that has the key. Writes go to the primary only, whose secret hides those of the
 * fallbacks. An error of any provider that is asked is thrown: a secret is never taken for missing because its backend is
 * down. There are no transactions, as they could not span the providers.
 *
 * @example
 * const provider = new ChainedSecretProvider({ providers: [vault, database], migrateOnRead: true });
 */
export class ChainedSecretProvider implements SecretProvider {
  readonly name: string;
  readonly database = null;
  readonly #primary: SecretProvider;
  readonly #fallbacks: readonly SecretProvider[];
  readonly #migrateOnRead: boolean;
  readonly #logger: Logger;
  readonly #metrics: SecretStoreMetrics;

  /** @throws {SecretStoreError} `INVALID_INPUT` when there is no provider */
  constructor(options: ChainedSecretProviderOptions) {
    const [primary, ...fallbacks] = options.providers;
    if (primary === undefined) throw new SecretStoreError('INVALID_INPUT', 'A chain needs at least one provider.');
    this.#primary = primary;
    this.#fallbacks = fallbacks;
    this.#migrateOnRead = options.migrateOnRead ?? false;
    this.#logger = options.logger ?? silentLogger;
    this.#metrics = options.metrics ?? new SecretStoreMetrics();
    this.name = options.name ?? this.#all.map(({ name }) => name).join('+');
  }

  async get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    refuseTransaction(this.name, options);
    const found = new Map(await this.#primary.get(keys));
    for (const fallback of this.#fallbacks) {
      const missing = keys.filter((key) => !found.has(key));
      if (missing.length === 0) break;
      const texts = await fallback.get(missing);
      const kept = this.#migrateOnRead && texts.size > 0 ? await this.#migrate(fallback, texts) : texts;
      for (const [key, text] of kept) found.set(key, text);
    }
    return found;
  }

  /** With `ifAbsent`, a secret in a fallback counts as there. */
  async set(secrets: readonly ProvidedSecret[], options: SetOptions = {}): Promise<readonly string[]> {
    refuseTransaction(this.name, options);
    const { ifAbsent = false } = options;
    let wanted = secrets;
    if (ifAbsent) {
      for (const fallback of this.#fallbacks) {
        if (wanted.length === 0) break;
        const there = await fallback.get(wanted.map(({ key }) => key));
        wanted = wanted.filter(({ key }) => !there.has(key));
      }
    }
    return this.#primary.set(wanted, { ifAbsent });
  }

  /**
   * Deletes everywhere, from the last fallback to the primary: the other way round, a reader in between would find an
   * older secret, and with `migrateOnRead` would bring it back.
   */
  async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    refuseTransaction(this.name, options);
    const deleted = new Set<string>();
    for (const fallback of this.#fallbacks.toReversed()) {
      for (const key of await deleteBelow(fallback, keys)) deleted.add(key);
    }
    for (const key of await this.#primary.delete(keys)) deleted.add(key);
    return keys.filter((key) => deleted.has(key));
  }

  async list(page: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    refuseTransaction(this.name, options);
    return listMerged(this.#all, page);
  }

  /** Keys that several providers have count once; to find them, the keys have to be listed. */
  async count(prefix: string, options?: InTransaction): Promise<number> {
    refuseTransaction(this.name, options);
    const counts = await Promise.all(this.#all.map(async (provider) => provider.count(prefix)));
    const filled = this.#all.filter((_, index) => counts[index] !== 0);
    if (filled.length < 2) return Math.max(...counts);
    let total = 0;
    for (let after: string | null = null; ;) {
      const keys: readonly string[] = await listMerged(filled, { prefix, after, limit: PAGE_SIZE });
      total += keys.length;
      if (keys.length < PAGE_SIZE) return total;
      after = keys.at(-1) ?? null;
    }
  }

  /** Closes all providers, also when one of them fails to. */
  async close(): Promise<void> {
    const closings = await Promise.allSettled(this.#all.map(async (provider) => provider.close?.()));
    for (const closing of closings) if (closing.status === 'rejected') throw closing.reason;
  }

  get #all(): readonly SecretProvider[] {
    return [this.#primary, ...this.#fallbacks];
  }

  async #migrate(fallback: SecretProvider, texts: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
    const primary = this.#primary;
    return migrateSecrets({ primary, fallback, logger: this.#logger, metrics: this.#metrics }, texts);
  }
}

/** What a fallback has deleted of a batch may still be further up: when it fails on the way, none of it is deleted yet. */
async function deleteBelow(fallback: SecretProvider, keys: readonly string[]): Promise<readonly string[]> {
  try {
    return await fallback.delete(keys);
  } catch (cause) {
    if (!(cause instanceof SecretStoreError) || cause.written === undefined) throw cause;
    const message = `Nothing was deleted from the whole chain, as its provider ${fallback.name} failed: ${cause.message}`;
    throw new SecretStoreError(cause.code, message, { cause, written: [] });
  }
}

/** A page over several providers: none of them can have a key of it beyond its own page. */
async function listMerged(providers: readonly SecretProvider[], page: KeyPage): Promise<readonly string[]> {
  const pages = await Promise.all(providers.map(async (provider) => provider.list(page)));
  return [...new Set(pages.flat())].toSorted(compareKeys).slice(0, page.limit);
}
