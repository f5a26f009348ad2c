import { createDatabase, type Database } from '@kongflow/database';
import { generateEncryptionKey, Keyring } from '@kongflow/encryption';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { DatabaseSecretProvider, type DatabaseSecretProviderOptions } from '../../src/index.ts';

export interface Row {
  readonly key: string;
  readonly value: unknown;
  readonly version: string;
  readonly keyId: string | null;
  readonly revision: number;
  readonly updatedAt: Date;
}

export interface Setup {
  readonly database: Database;
  readonly url: string;
  readonly keyring: Keyring;
  /** Under the keyring. */
  readonly provider: DatabaseSecretProvider;
  /** Another provider on the same database, such as of another process. */
  readonly providerWith: (options: Partial<DatabaseSecretProviderOptions>) => DatabaseSecretProvider;
  /** The rows of the table, by key. */
  readonly rows: () => Promise<Map<string, Row>>;
  /** Writes a row past the provider, as another program would. */
  readonly insert: (key: string, value: unknown, version?: string) => Promise<void>;
  /** Replaces a value past the provider. */
  readonly replace: (key: string, value: unknown) => Promise<void>;
}

/** One database for the test file, without secrets at the start of each test. */
export function setup(): () => Setup {
  let current: Setup | undefined;

  beforeAll(async () => {
    const { url } = await createTestDatabase();
    const database = createDatabase({ connectionString: url, max: 12 });
    const keyring = new Keyring({ current: generateEncryptionKey() });
    const providerWith = (options: Partial<DatabaseSecretProviderOptions>): DatabaseSecretProvider =>
      new DatabaseSecretProvider({ database, cipher: keyring, ...options });
    current = {
      database,
      url,
      keyring,
      provider: providerWith({}),
      providerWith,
      rows: () => readRows(database),
      insert: async (key, value, version) => {
        await database.pool.query(
          'INSERT INTO secret_store (key, value, version) VALUES ($1, $2::jsonb, coalesce($3, $4))',
          [key, JSON.stringify(value), version, '1'],
        );
      },
      replace: async (key, value) => {
        await database.pool.query('UPDATE secret_store SET value = $2::jsonb WHERE key = $1', [
          key,
          JSON.stringify(value),
        ]);
      },
    };
  });

  beforeEach(async () => {
    await current?.database.pool.query('DELETE FROM secret_store');
  });

  afterAll(async () => {
    await current?.database.close();
  });

  return () => {
    if (current === undefined) throw new Error('The set-up has not run.');
    return current;
  };
}

async function readRows(database: Database): Promise<Map<string, Row>> {
  const { rows } = await database.pool.query<Row>(
    `SELECT key, value, version, key_id AS "keyId", revision::int, updated_at AS "updatedAt" FROM secret_store`,
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** Secrets as providers take them. */
export function secrets(values: Readonly<Record<string, unknown>>): { key: string; text: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, text: JSON.stringify(value) }));
}

/** What a provider has under a key, parsed. */
export async function read(provider: DatabaseSecretProvider, key: string): Promise<unknown> {
  const text = (await provider.get([key])).get(key);
  return text === undefined ? undefined : JSON.parse(text);
}
