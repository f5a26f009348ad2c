import path from 'node:path';
import { BatchError, SchemaError, type Queryable } from '@kongflow/query-runtime';
import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import { Queries } from './golden/schemas/packages/app/src/generated/querier.ts';

/** Schemas of columns at work, on the golden project `schemas`: zod, and one that is written by hand. */
let database: ScratchDatabase;
let client: Client;
let queries: Queries;
beforeAll(async () => {
  database = await openScratchDatabase({
    migrations: path.join(import.meta.dirname, 'golden/schemas/db/migrations'),
  });
  client = database.client;
  queries = new Queries(client);
});
afterAll(async () => {
  await database.close();
});
beforeEach(async () => {
  await client.query('TRUNCATE records, audit.copies');
});

async function stored(id = 1): Promise<Record<string, unknown> | undefined> {
  const { rows } = await client.query<Record<string, unknown>>('SELECT * FROM records WHERE id = $1', [id]);
  return rows[0];
}

/** What no type lets through, as it comes from programs without types. */
function smuggled(value: unknown): ReturnType<typeof JSON.parse> {
  return JSON.parse(JSON.stringify(value));
}

const order = { kind: 'order' } as const;
const context = { user: 'ada', tags: ['x'] };

describe('what is stored', () => {
  it('is what the schema makes of it', async () => {
    const record = await queries.createRecord({
      id: 1,
      payload: smuggled({ kind: 'order', extra: 'is stripped' }),
      context,
      window: { from: '2024-02-29T12:00:00Z' },
      history: [{ at: 1 }],
      slug: 'a-b',
      size: '4',
    });
    const payload = { kind: 'order', amount: 0 };
    expect(record).toEqual({
      id: 1,
      payload,
      context,
      window: { from: new Date('2024-02-29T12:00:00Z') },
      history: [{ at: 1 }],
      slug: 'a-b',
      size: 4,
    });
    expect(await stored()).toMatchObject({ payload, window: { from: '2024-02-29T12:00:00Z' }, size: '4' });
    expect(await queries.getRecord({ id: 1 })).toEqual(record);
  });

  it('may be NULL without asking the schema', async () => {
    const record = await queries.createRecord({ id: 1, payload: order, context: null, history: [] });
    expect(record).toMatchObject({ context: null, window: null, history: [], slug: null, size: null });
    expect(await queries.listContexts()).toEqual([null]);
  });

  it.each([
    ['INSERT', () => queries.createRecord({ id: 2, payload: smuggled({ kind: 'gift' }), history: [] })],
    ['UPDATE', () => queries.setPayload({ id: 1, payload: smuggled({ kind: 'gift' }) })],
    ['COALESCE', () => queries.patchRecord({ id: 1, payload: smuggled({ kind: 'gift' }), rename: false, slug: 'a' })],
    ['an upsert', () => queries.upsertRecord({ id: 1, payload: smuggled({ kind: 'gift' }) })],
    ['MERGE', () => queries.mergeRecord({ id: 1, payload: smuggled({ kind: 'gift' }) })],
    ['a CTE', () => queries.copyPayload({ id: 2, payload: smuggled({ kind: 'gift' }) })],
    [
      'unnest',
      () =>
        queries.unnestRecords({ ids: [2], payloads: [smuggled({ kind: 'gift' })], contexts: [], slugs: [], sizes: [] }),
    ],
  ])('is checked in %s, and nothing is sent', async (_, ask) => {
    await queries.createRecord({ id: 1, payload: order, history: [] });
    const promise = ask();
    await expect(promise).rejects.toMatchObject({
      code: 'INVALID_PARAMETER',
      column: 'records.payload',
      issues: [{ path: 'kind', message: expect.stringContaining('expected one of "order"|"refund"') }],
    });
    const { rows } = await client.query('SELECT id, payload FROM records');
    expect(rows).toEqual([{ id: '1', payload: { kind: 'order', amount: 0 } }]);
  });

  it('is checked in the other choices of an upsert and a patch', async () => {
    await queries.createRecord({ id: 1, payload: order, history: [] });
    await queries.upsertRecord({ id: 1, payload: { kind: 'refund' }, context });
    expect(await stored()).toMatchObject({ payload: { kind: 'refund', amount: 0 }, context });
    await expect(queries.upsertRecord({ id: 1, payload: order, context: smuggled({}) })).rejects.toThrow(
      'A parameter does not fit the schema of records.context: user: ',
    );
    await expect(queries.patchRecord({ id: 1, rename: false, slug: 'NO' })).rejects.toThrow('records.slug');
    expect(await queries.patchRecord({ id: 1, rename: true, slug: 'yes' })).toEqual({
      payload: { kind: 'refund', amount: 0 },
      slug: 'yes',
    });
  });

  it('is checked in the branch that is chosen', async () => {
    await queries.createRecord({ id: 1, payload: order, history: [] });
    expect(await queries.changeRecord({ id: 1, payload: { kind: 'refund' } })).toBe(1);
    const refused = { code: 'INVALID_PARAMETER', column: 'records.context' };
    await expect(queries.changeRecord({ id: 1, payload: order, context: smuggled(7) })).rejects.toMatchObject(refused);
    expect(await stored()).toMatchObject({ payload: { kind: 'refund', amount: 0 }, context: null });
  });

  it('is read from the object before anything else happens', async () => {
    const payload = { kind: 'order' as const, amount: 1, note: 'before' };
    const given = structuredClone(payload);
    const creation = queries.createRecord({ id: 1, payload, history: [] });
    Object.assign(payload, { kind: 'gift', note: 'after' });
    expect(await creation).toMatchObject({ payload: given });
    expect(await stored()).toMatchObject({ payload: given });
  });
});

describe('what is only compared', () => {
  it('is not parsed', async () => {
    const window = { from: '2024-02-29T12:00:00Z' };
    await queries.createRecord({
      id: 1,
      payload: { kind: 'order', amount: 5 },
      history: [],
      slug: 'a',
      size: 4,
      window,
    });
    const found = {
      payload: { kind: 'order', amount: 5 } as const,
      window,
      slugs: (await queries.listPairs()).flatMap(({ record }) => record.slug ?? []),
      part: { amount: 5 },
      size: 3,
    };
    expect(await queries.findRecords(found)).toEqual([1]);
    expect(await queries.findRecords({ ...found, payload: smuggled({ kind: 'gift' }) })).toEqual([]);
    expect(await queries.findRecords({ ...found, size: 1 })).toEqual([1]);
    const replacement = { payload: { kind: 'refund' }, old: found.payload, part: { kind: 'order' } } as const;
    expect(await queries.replacePayload(replacement)).toBe(1);
    expect(await queries.replacePayload(replacement)).toBe(0);
  });
});

describe('many', () => {
  it(':copyfrom and unnest store what the schemas make', async () => {
    const row = { payload: order, context, slug: 'a', history: [{ at: 1 }] };
    expect(
      await queries.copyRecords([
        { id: 1, ...row },
        { id: 2, payload: order, history: [] },
      ]),
    ).toBe(2);
    expect(
      await queries.unnestRecords({
        ids: [3, 4],
        payloads: [order, order],
        contexts: [context, null],
        slugs: [null, 'b'],
        sizes: ['2', null],
      }),
    ).toBe(2);
    const { rows } = await client.query('SELECT payload, context, slug, size, history FROM records ORDER BY id');
    const payload = { kind: 'order', amount: 0 };
    expect(rows).toEqual([
      { payload, context, slug: 'a', size: null, history: [{ at: 1 }] },
      { payload, context: null, slug: null, size: null, history: [] },
      { payload, context, slug: null, size: '2', history: [] },
      { payload, context: null, slug: 'b', size: null, history: [] },
    ]);
  });

  it('one row that does not fit keeps all out, and is named', async () => {
    const rows = Array.from({ length: 10_003 }, (_, id) => ({ id, payload: order, history: [] }));
    const bad = { id: 10_002, payload: order, history: [], context: smuggled({ user: '', tags: [] }) };
    await expect(queries.copyRecords(rows.with(10_002, bad))).rejects.toMatchObject({
      code: 'INVALID_PARAMETER',
      column: 'records.context',
      index: 10_002,
    });
    await expect(
      queries.unnestRecords({ ids: [1, 2], payloads: [order, smuggled(null)], contexts: [], slugs: [], sizes: [] }),
    ).rejects.toMatchObject({ code: 'INVALID_PARAMETER', column: 'records.payload', index: 1 });
    expect((await client.query('SELECT FROM records')).rowCount).toBe(0);
    expect(await queries.copyRecords(rows)).toBe(10_003);
  }, 20_000);

  it('an item of a batch does so too, and nothing is sent', async () => {
    await queries.createRecord({ id: 1, payload: order, history: [] });
    const sent: unknown[] = [];
    const db: Queryable = client;
    const watched: Queryable = {
      query: (config) => {
        sent.push(config);
        return db.query(config);
      },
    };
    const failed = new Queries(watched).batchPayloads([
      { id: 1, payload: { kind: 'refund' } },
      { id: 1, payload: smuggled({ kind: 'secretive' }) },
    ]);
    const error: unknown = await failed.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(BatchError);
    expect(error).toMatchObject({ index: 1, cause: { code: 'INVALID_PARAMETER', column: 'records.payload' } });
    expect(String(error)).not.toContain('secretive');
    expect(sent).toEqual([]);
    await queries.batchPayloads([{ id: 1, payload: { kind: 'refund', amount: 3 } }]);
    expect(await stored()).toMatchObject({ payload: { kind: 'refund', amount: 3 } });
    expect(await queries.batchRecords([{ id: 7, payload: order, context }])).toEqual([{ id: 7, context, history: [] }]);
  });
});

describe('what is read', () => {
  it('is parsed where the config says so, wherever it comes from', async () => {
    await client.query(
      `INSERT INTO records (id, payload, context) VALUES (1, '{"any": "thing"}', '{"user": "hunter2", "tags": 3}')`,
    );
    const refused = { code: 'INVALID_COLUMN', column: 'records.context', issues: [{ path: 'tags' }] };
    for (const ask of [
      () => queries.getRecord({ id: 1 }),
      () => queries.listContexts(),
      () => queries.listPairs(),
      () => queries.setKind({ id: 1, kind: 'order' }),
    ])
      await expect(ask()).rejects.toMatchObject(refused);
    const payload = { any: 'thing', kind: 'order' };
    expect(await queries.listPayloads()).toEqual([payload, payload]);
    const error: unknown = await queries.getRecord({ id: 1 }).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(SchemaError);
    expect(String(error)).not.toContain('hunter2');
  });

  it('is parsed in what an outer join found, and not where it found nothing', async () => {
    await queries.createRecord({ id: 1, payload: order, history: [] });
    await queries.createRecord({ id: 2, payload: order, history: [] });
    await queries.copyPayload({ id: 3, payload: { kind: 'refund' }, json: 'a', note: 'note x' });
    const copy = { id: 3, payload: { kind: 'refund', amount: 0 }, json: 'a', note: 'note x' };
    const pairs = (await queries.listPairs()).toSorted((a, b) => a.record.id - b.record.id);
    expect(pairs.map((pair) => pair.auditCopy)).toEqual([null, null, copy]);
    await client.query(`UPDATE audit.copies SET payload = '7'`);
    await expect(queries.listPairs()).rejects.toMatchObject({ column: 'audit.copies.payload' });
  });

  it('of a batch names the item', async () => {
    await client.query(`ALTER TABLE records ALTER history SET DEFAULT ARRAY['{"at": "x"}'::jsonb]`);
    try {
      await expect(queries.batchRecords([{ id: 1, payload: order }])).rejects.toMatchObject({
        code: 'BATCH_FAILED',
        index: 0,
        cause: { code: 'INVALID_COLUMN', column: 'records.history', issues: [{ path: '[0].at' }] },
      });
    } finally {
      await client.query(`ALTER TABLE records ALTER history SET DEFAULT '{}'`);
    }
  });

  it('of the hand-written schema has its own words, without the value', async () => {
    await client.query(`INSERT INTO records (id, payload, size) VALUES (1, '{}', 4711)`);
    const error: unknown = await queries.getRecord({ id: 1 }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ column: 'records.size', message: expect.not.stringContaining('4711') });
  });
});
