import path from 'node:path';
import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import { Queries } from './golden/shown-columns/packages/app/src/generated/querier.ts';

/** A column's schema where its values come by way of something else: the golden project `shown-columns`. */
let database: ScratchDatabase;
let client: Client;
let queries: Queries;
beforeAll(async () => {
  database = await openScratchDatabase({
    migrations: path.join(import.meta.dirname, 'golden/shown-columns/db/migrations'),
  });
  client = database.client;
  queries = new Queries(client);
});
afterAll(async () => {
  await database.close();
});
beforeEach(async () => {
  await client.query('TRUNCATE records');
});

const payload = { at: '2024-02-29T12:00:00Z' };

async function fill(second: unknown): Promise<void> {
  const values = [JSON.stringify({ ...payload, more: 1 }), JSON.stringify(second)];
  await client.query(`INSERT INTO records VALUES (1, 0, $1, 'slug-a'), (2, 0, $2, NULL)`, values);
}

describe('values that fit', () => {
  beforeEach(async () => {
    await fill({ ...payload, more: 1 });
  });

  it('are what the schema makes of them', async () => {
    expect(await queries.choose()).toEqual([
      { payload, slug: 'slug-a', second: null },
      { payload, slug: null, second: payload },
    ]);
    expect(await queries.combined()).toEqual([payload, payload, null]);
    expect(await queries.lagging()).toEqual([null, payload]);
    expect(await queries.either({ plain: true })).toEqual(await queries.either());
  });

  it('are so in arrays', async () => {
    await client.query(`INSERT INTO records VALUES (0, 1, '{"at": "2000-01-01T00:00:00Z"}', 'slug-b')`);
    expect(await queries.grouped()).toEqual([
      {
        grp: 0,
        slug: 'slug-a',
        payloads: [payload, payload],
        others: [payload],
        slugs: ['slug-a', null],
        second: payload,
      },
      {
        grp: 1,
        slug: 'slug-b',
        payloads: [{ at: '2000-01-01T00:00:00Z' }],
        others: null,
        slugs: ['slug-b'],
        second: payload,
      },
    ]);
  });

  it('are so in views', async () => {
    expect(await queries.listDrafts()).toEqual([
      { id: 1, grp: 0, payload, slug: 'slug-a' },
      { id: 2, grp: 0, payload, slug: null },
    ]);
    expect(await queries.listLatest()).toMatchObject([{ grp: 0, slug: 'slug-a', payload }]);
    expect((await queries.listLabels()).map(({ name }) => name)).toEqual(['slug-a', null]);
  });

  it('are as they are in a row that is one value, and in what is made of them', async () => {
    const [record] = await queries.whole();
    expect(record?.record.payload).toEqual({ ...payload, more: 1 });
    expect(record?.payloads).toEqual([{ ...payload, more: 1 }]);
  });
});

describe('values that do not fit', () => {
  it.each([
    ['COALESCE and CASE', () => queries.choose(), 'records.payload'],
    ['arrays', () => queries.grouped(), 'records.payload'],
    ['UNION', () => queries.combined(), 'records.payload'],
    ['a branch', () => queries.either(), 'records.payload'],
    ['a view', () => queries.listDrafts(), 'drafts.payload'],
  ])('are refused in %s', async (_, ask, column) => {
    await fill({ at: 'noon' });
    await expect(ask()).rejects.toMatchObject({ code: 'INVALID_COLUMN', column, issues: [{ path: 'at' }] });
  });

  it.each([
    ['a view', (document: typeof payload) => queries.createDraft({ id: 1, payload: document }), 'drafts.payload'],
    [
      'a scalar subquery',
      (document: typeof payload) => queries.createRecord({ id: 1, payload: document, slug: 'slug-a' }),
      'records.payload',
    ],
  ])('are not stored through %s', async (_, store, column) => {
    await expect(store({ at: 'noon' })).rejects.toMatchObject({ code: 'INVALID_PARAMETER', column });
    expect(await queries.combined()).toEqual([null]);
    await store(payload);
    expect(await queries.combined()).toEqual([payload, null]);
  });
});
