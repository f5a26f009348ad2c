import { createDatabase } from '@kongflow/database';
import type { Database } from '@kongflow/database';
import { generateEncryptionKey, Keyring } from '@kongflow/encryption';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import {
  DatabaseSecretProvider,
  type InTransaction,
  type ProvidedSecret,
  SecretAuditLog,
  type SecretAuditRecord,
  SecretStore,
  type SecretStoreOptions,
  type SetOptions,
} from '../../src/index.ts';

/** Secrets in the database, with a failure of the test's choice once a statement has been sent. */
export class FailingDatabaseProvider extends DatabaseSecretProvider {
  fail: (() => Error) | undefined;

  override async get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    return this.#pass(await super.get(keys, options));
  }

  override async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    return this.#pass(await super.set(secrets, options));
  }

  override async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    return this.#pass(await super.delete(keys, options));
  }

  #pass<Value>(value: Value): Value {
    if (this.fail !== undefined) throw this.fail();
    return value;
  }
}

/** The log in the database, with a failure of the test's choice. */
export class FailingAuditLog extends SecretAuditLog {
  fail: ((records: readonly SecretAuditRecord[]) => Error | undefined) | undefined;

  override async append(
    records: readonly SecretAuditRecord[],
    options?: Parameters<SecretAuditLog['append']>[1],
  ): Promise<void> {
    await super.append(records, options);
    const error = this.fail?.(records);
    if (error !== undefined) throw error;
  }
}

export interface Setup {
  readonly database: Database;
  readonly provider: FailingDatabaseProvider;
  readonly audit: FailingAuditLog;
  readonly store: SecretStore;
  /** Another store on the same provider and log, but for these options. */
  readonly storeWith: (options: Partial<SecretStoreOptions>) => SecretStore;
  /** `actor action key result` of each entry, in the order of the chain. */
  readonly entries: () => Promise<string[]>;
  /** The keys that have a secret. */
  readonly keys: () => Promise<string[]>;
}

/** One database for the test file, and a store without secrets or entries for each test. */
export function setup(): () => Setup {
  let database: Database;
  let current: Setup | undefined;

  beforeAll(async () => {
    const { url } = await createTestDatabase();
    database = createDatabase({ connectionString: url, max: 12 });
  });

  beforeEach(async () => {
    const chain = await database.pool.query<{ last: string }>('SELECT last_sequence AS last FROM secret_audit_chain');
    const last = chain.rows[0]?.last;
    await database.pool.query('DELETE FROM secret_store');
    const provider = new FailingDatabaseProvider({
      database,
      cipher: new Keyring({ current: generateEncryptionKey() }),
    });
    const audit = new FailingAuditLog({ database });
    const storeWith = (options: Partial<SecretStoreOptions>): SecretStore =>
      new SecretStore({ provider, audit, actor: 'ada', ...options });
    const column = async (text: string, values: readonly unknown[] = []): Promise<string[]> =>
      (await database.query({ text, values: [...values], rowMode: 'array' })).rows.map(([first]) => String(first));
    current = {
      database,
      provider,
      audit,
      store: storeWith({}),
      storeWith,
      entries: () =>
        column(
          `SELECT concat_ws(' ', actor, action, key, result) FROM secret_audit_entries WHERE sequence > $1 ORDER BY sequence`,
          [last],
        ),
      keys: () => column('SELECT key FROM secret_store ORDER BY key'),
    };
  });

  afterAll(async () => {
    await database.close();
  });

  return () => {
    if (current === undefined) throw new Error('The set-up has not run.');
    return current;
  };
}
