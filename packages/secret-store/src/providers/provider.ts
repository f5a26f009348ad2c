import type { Database, Transaction } from '@kongflow/database';

/** A secret as providers take it. */
export interface ProvidedSecret {
  readonly key: string;
  /** The secret's JSON text, in the clear: how it is kept is the provider's business. */
  readonly text: string;
}

/** Lets an operation take part in the caller's transaction. */
export interface InTransaction {
  /** Only where the provider has a `database`, and of that database. Default: a transaction of its own. */
  readonly tx?: Transaction | undefined;
}

/** How secrets are written. */
export interface SetOptions extends InTransaction {
  /** Write only keys that have no secret yet. Default false. */
  readonly ifAbsent?: boolean;
}

/** A page of keys. */
export interface KeyPage {
  /** Only keys that start with this; '' is every key. */
  readonly prefix: string;
  /** The last key of the page before; null for the first page. */
  readonly after: string | null;
  /** Most keys of the page, from 1. */
  readonly limit: number;
}

/**
 * Where secrets are kept. `secretProviderConformance` of `@kongflow/secret-store/conformance` is its exact contract.
 *
 * Keys are valid when they come here (`SecretKeySchema`), never repeated within a call, and compared by their UTF-8 bytes.
 * A provider retries what is worth it by itself; what it throws is a `SecretStoreError` or a `DatabaseError`, and holds no
 * value.
 */
export interface SecretProvider {
  /** Names it in metrics, in the audit log and in errors: `database`, `aws-parameter-store`, `vault`. */
  readonly name: string;
  /** The database whose transactions its operations can join; null when there is none. */
  readonly database: Database | null;
  /** The texts of those keys that have a secret. One damaged secret fails the call, naming its key. */
  get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>>;
  /**
   * Stores secrets, replacing what was there.
   * @returns the keys that were written: all of them, or with `ifAbsent` those that had no secret.
   * @throws {SecretStoreError} `PARTIAL_WRITE` with `written`, where a batch is not atomic; repeating it is safe
   */
  set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]>;
  /**
   * Deletes secrets.
   * @returns the keys that had one.
   * @throws {SecretStoreError} `PARTIAL_WRITE` as `set`: `written` are the keys that are deleted
   */
  delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]>;
  /** A page of keys in the order of their UTF-8 bytes. */
  list(page: KeyPage, options?: InTransaction): Promise<readonly string[]>;
  /** How many keys start with the prefix. */
  count(prefix: string, options?: InTransaction): Promise<number>;
  /** Ends renewals, connections and the like; the provider is not used afterwards. */
  close?(): Promise<void>;
}
