import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from 'pg';
import type { Operation } from './cell.ts';
import { PEERS } from './peers.ts';

/** Books in the shop, 100 of each author. */
export const BOOKS = 100_000;

/** Makes the tables and fills the one that is only read. */
export async function prepare(client: Client): Promise<void> {
  const migration = await readFile(path.join(PEERS, 'db/migrations/0001_shop.sql'), 'utf8');
  await client.query(migration.slice(0, migration.indexOf('-- Down Migration')));
  await client.query(
    `INSERT INTO books
     SELECT id, id / 100, 'Title of book ' || id, lpad(id::text, 13, '9'), (id % 5000) / 100.0, id % 7 <> 0,
       timestamptz '2020-01-01' + id * interval '1 hour', ARRAY['tag ' || id % 10, 'tag ' || id % 17]
     FROM generate_series(0, $1::integer - 1) AS id`,
    [BOOKS],
  );
  await client.query('VACUUM ANALYZE books');
}

/** The tables that are written as each cell finds them: what earlier ones left must not count. */
export async function reset(client: Client, operation: Operation): Promise<void> {
  if (operation === 'point' || operation === 'list') return;
  await client.query('TRUNCATE orders, views RESTART IDENTITY');
  if (operation === 'upsert' || operation === 'transaction') {
    await client.query('INSERT INTO views SELECT id, now(), 0 FROM generate_series(0, $1::integer - 1) AS id', [BOOKS]);
    await client.query('VACUUM ANALYZE views');
  }
  await client.query('CHECKPOINT');
}
