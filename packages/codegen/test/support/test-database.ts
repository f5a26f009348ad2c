import type { Catalog } from '../../src/catalog/catalog.ts';
import { readCatalog } from '../../src/catalog/read-catalog.ts';
import { keepAnswers, keepCatalog, KEPT_ANSWERS, type ConnectedDatabase } from './answers.ts';

/** A database with a schema, and what is known of it. */
export interface TestDatabase extends ConnectedDatabase {
  readonly catalog: Catalog;
}

/** Opens a database of its own with the schema on it; the tests of mutants get the answers that it gave before. */
export async function openTestDatabase(schema: string): Promise<TestDatabase> {
  // Not imported before it is needed, as each mutant would pay for it.
  const open = async (): Promise<ConnectedDatabase> => (await import('./open-database.ts')).openDatabase(schema);
  if (KEPT_ANSWERS === undefined) {
    const connected = await open();
    return { ...connected, catalog: await readCatalog(connected.database.client) };
  }
  const connected = keepAnswers(KEPT_ANSWERS, schema, open);
  const read = async (): Promise<Catalog> => readCatalog(connected.database.client);
  return { ...connected, catalog: await keepCatalog(KEPT_ANSWERS, schema, read) };
}
