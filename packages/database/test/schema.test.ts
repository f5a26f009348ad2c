import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { migrationsDirectory, runMigrations } from '@kongflow/database';
import { expect, test } from 'vitest';
import { readCatalog } from './support/catalog.ts';
import { setup, sql } from './support/setup.ts';

/*
 * What must hold for db/migrations, whatever tables it defines.
 */

const files = readdirSync(migrationsDirectory()).toSorted();

test('the files are numbered without gaps, and say both ways', () => {
  expect(files.map((name) => name.slice(0, 5))).toEqual(
    files.map((_, index) => `${String(index + 1).padStart(4, '0')}_`),
  );
  for (const name of files) {
    const text = readFileSync(path.join(migrationsDirectory(), name), 'utf8');
    expect.soft(text, name).toMatch(/^-- Up Migration\n[\s\S]*^-- Down Migration\n\s*\S/m);
  }
});

test('each way down leads back to where its way up began, and up again to the same schema', async () => {
  const { database, url } = await setup();
  await runMigrations(url, { count: 1 });
  await runMigrations(url, { direction: 'down' });
  const before = [await readCatalog(database)]; // with the table that records migrations, and nothing else
  for (const name of files) {
    await runMigrations(url, { count: 1 });
    before.push(await readCatalog(database));
    expect(before.at(-1), `${name} changes nothing`).not.toEqual(before.at(-2));
  }
  const complete = before.at(-1);
  for (const [index, name] of [...files.entries()].toReversed()) {
    const [undone] = await runMigrations(url, { direction: 'down' });
    expect(undone?.name).toBe(path.basename(name, '.sql'));
    expect(await readCatalog(database), `the way down of ${name}`).toEqual(before[index]);
  }
  await runMigrations(url);
  expect(await readCatalog(database)).toEqual(complete);
});

test('everything up, everything down, everything up again', async () => {
  const { database, url } = await setup();
  await runMigrations(url);
  const complete = await readCatalog(database);
  expect(await runMigrations(url, { direction: 'down', count: files.length })).toHaveLength(files.length);
  expect((await readCatalog(database))['columns']?.map(([table]) => table)).not.toContain('users');
  await runMigrations(url);
  expect(await readCatalog(database)).toEqual(complete);
});

test('every migration can be redone', async () => {
  const { database, url } = await setup();
  await runMigrations(url);
  const complete = await readCatalog(database);
  await runMigrations(url, { direction: 'redo', count: files.length });
  expect(await readCatalog(database)).toEqual(complete);
});

async function migrated() {
  const { database, url } = await setup();
  await runMigrations(url);
  return database;
}

test('every foreign key has an index to find its rows by: deleting a parent would scan the table else', async () => {
  const database = await migrated();
  const { rows } = await sql(
    database,
    `SELECT c.relname || '.' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE k.contype = 'f' AND NOT EXISTS (
       SELECT 1 FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid
         AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
         -- a partial index that leaves out only NULLs serves: NULL refers to nothing
         AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)',
           (SELECT attname FROM pg_attribute WHERE attrelid = k.conrelid AND attnum = k.conkey[1]))))`,
  );
  expect(rows.flat()).toEqual([]);
});

test('no index is made twice', async () => {
  const database = await migrated();
  const { rows } = await sql(
    database,
    `SELECT array_agg(indexrelid::regclass::text) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = 'public'::regnamespace
     GROUP BY indrelid, indkey::text, indclass::text, indoption::text, pg_get_expr(indpred, indrelid), pg_get_expr(indexprs, indrelid) HAVING count(*) > 1`,
  );
  expect(rows.flat()).toEqual([]);
});

test('every table has a primary key, and keeps updated_at true where it has one', async () => {
  const database = await migrated();
  const withoutKey = await sql(
    database,
    `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
     AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')`,
  );
  expect(withoutKey.rows.flat()).toEqual([]);
  const withoutTrigger = await sql(
    database,
    `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'updated_at'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
     AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgfoid = 'set_updated_at'::regproc)`,
  );
  expect(withoutTrigger.rows.flat()).toEqual([]);
});

test('times carry their zone, and keys of other tables are uuids', async () => {
  const database = await migrated();
  const { rows } = await sql(
    database,
    `SELECT table_name || '.' || column_name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> 'kongflow_migrations' AND data_type = 'timestamp without time zone'`,
  );
  expect(rows.flat()).toEqual([]);
});

test('updated_at moves when a row changes', async () => {
  const database = await migrated();
  await sql(database, "INSERT INTO users (email, updated_at) VALUES ('ada@example.com', '2020-01-01')");
  await sql(database, "UPDATE users SET name = 'Ada'");
  const { rows } = await sql(database, "SELECT updated_at > '2020-01-02' FROM users");
  expect(rows).toEqual([[true]]);
});
