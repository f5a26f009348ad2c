import type { Database } from '@kongflow/database';
import type { InTransaction, KeyPage, ProvidedSecret, SecretProvider, SetOptions } from '../../../src/index.ts';

/** A read that waits for the test to answer it. */
export interface PendingRead {
  readonly keys: readonly string[];
  readonly options: InTransaction | undefined;
  answer(texts: Readonly<Record<string, string>>): void;
  fail(error: Error): void;
}

/** A provider whose reads end when the test says so, and whose writes do what the test says. */
export class ControlledProvider implements SecretProvider {
  readonly name = 'controlled';
  readonly database: Database | null;
  /** Every read there was, in order. */
  readonly reads: PendingRead[] = [];
  /** Every other call there was, in order. */
  readonly calls: unknown[][] = [];
  closes = 0;
  /** What writes do. Default: every key is written. */
  write: (keys: readonly string[]) => Promise<readonly string[]> = async (keys) => keys;

  constructor(database: Database | null = null) {
    this.database = database;
  }

  get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    this.reads.push({ keys, options, answer: (texts) => resolve(new Map(Object.entries(texts))), fail: reject });
    return promise;
  }

  async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    this.calls.push(['set', secrets, options]);
    return this.write(secrets.map(({ key }) => key));
  }

  async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    this.calls.push(['delete', keys, options]);
    return this.write(keys);
  }

  async list(page: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    this.calls.push(['list', page, options]);
    return ['listed'];
  }

  async count(prefix: string, options?: InTransaction): Promise<number> {
    this.calls.push(['count', prefix, options]);
    return 42;
  }

  async close(): Promise<void> {
    this.closes += 1;
  }

  /** The read of this number, from 0; fails the test when there is none. */
  read(index: number): PendingRead {
    const read = this.reads[index];
    if (read === undefined) throw new Error(`There was no read ${index}, only ${this.reads.length}.`);
    return read;
  }
}
