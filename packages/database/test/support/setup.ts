import { createDatabase, type Database, type DatabaseConfig, type QueryRows } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import { onTestFinished } from 'vitest';

/** A database of the test's own, empty, with a pool that closes with the test. */
export async function setup(config: Partial<DatabaseConfig> = {}): Promise<{ database: Database; url: string }> {
  const { url } = await createTestDatabase({ empty: true });
  return { database: open(url, config), url };
}

/** Another pool on the same database. */
export function open(url: string, config: Partial<DatabaseConfig> = {}): Database {
  const database = createDatabase({ ...config, connectionString: url });
  onTestFinished(async () => database.close());
  return database;
}

/** The error that a promise ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
}

/** A statement as generated code would hand it over. */
export async function sql(
  target: Pick<Database, 'query'>,
  text: string,
  values: unknown[] = [],
  name?: string,
): Promise<QueryRows> {
  return target.query({ text, values, rowMode: 'array', ...(name === undefined ? {} : { name }) });
}
