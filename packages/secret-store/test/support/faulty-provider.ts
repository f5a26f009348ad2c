import {
  type InTransaction,
  type KeyPage,
  MemorySecretProvider,
  type ProvidedSecret,
  type SetOptions,
} from '../../src/index.ts';

/** One call of a provider. */
export interface ProviderCall {
  readonly method: 'get' | 'set' | 'delete' | 'list' | 'count';
  readonly keys: readonly string[];
}

/** Secrets in memory, with a say of the test before and after each call. */
export class FaultyProvider extends MemorySecretProvider {
  readonly calls: ProviderCall[] = [];
  before: (call: ProviderCall) => void | Promise<void> = () => undefined;
  after: (call: ProviderCall) => void | Promise<void> = () => undefined;
  closed = 0;

  /** What was called, without the keys. */
  get methods(): string[] {
    return this.calls.map(({ method }) => method);
  }

  override async get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    return this.#around({ method: 'get', keys }, () => super.get(keys, options));
  }

  override async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    const keys = secrets.map(({ key }) => key);
    return this.#around({ method: 'set', keys }, () => super.set(secrets, options));
  }

  override async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    return this.#around({ method: 'delete', keys }, () => super.delete(keys, options));
  }

  override async list(page: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    return this.#around({ method: 'list', keys: [page.prefix] }, () => super.list(page, options));
  }

  override async count(prefix: string, options?: InTransaction): Promise<number> {
    return this.#around({ method: 'count', keys: [prefix] }, () => super.count(prefix, options));
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  async #around<Value>(call: ProviderCall, work: () => Promise<Value>): Promise<Value> {
    this.calls.push(call);
    await this.before(call);
    const value = await work();
    await this.after(call);
    return value;
  }
}
