import { compareKeys } from './compare-keys.ts';
import type { InTransaction, KeyPage, ProvidedSecret, SecretProvider, SetOptions } from './provider.ts';
import { refuseTransaction } from './refuse-transaction.ts';

/** How a `MemorySecretProvider` behaves. */
export interface MemorySecretProviderOptions {
  /** Names it in metrics, in the audit log and in errors. Default `memory`. */
  readonly name?: string | undefined;
}

/**
 * Secrets in the memory of this process, in the clear: for tests.
 *
 * @example
 * const store = new SecretStore({ provider: new MemorySecretProvider() });
 */
export class MemorySecretProvider implements SecretProvider {
  readonly name: string;
  readonly database = null;
  readonly #texts = new Map<string, string>();

  constructor({ name = 'memory' }: MemorySecretProviderOptions = {}) {
    this.name = name;
  }

  async get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    refuseTransaction(this.name, options);
    const found = new Map<string, string>();
    for (const key of keys) {
      const text = this.#texts.get(key);
      if (text !== undefined) found.set(key, text);
    }
    return found;
  }

  async set(secrets: readonly ProvidedSecret[], options: SetOptions = {}): Promise<readonly string[]> {
    refuseTransaction(this.name, options);
    const written = options.ifAbsent === true ? secrets.filter(({ key }) => !this.#texts.has(key)) : secrets;
    for (const { key, text } of written) this.#texts.set(key, text);
    return written.map(({ key }) => key);
  }

  async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    refuseTransaction(this.name, options);
    return keys.filter((key) => this.#texts.delete(key));
  }

  async list({ prefix, after, limit }: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    refuseTransaction(this.name, options);
    return [...this.#texts.keys()]
      .filter((key) => key.startsWith(prefix) && (after === null || compareKeys(key, after) > 0))
      .toSorted(compareKeys)
      .slice(0, limit);
  }

  async count(prefix: string, options?: InTransaction): Promise<number> {
    refuseTransaction(this.name, options);
    let count = 0;
    for (const key of this.#texts.keys()) if (key.startsWith(prefix)) count += 1;
    return count;
  }
}
