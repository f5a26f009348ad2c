import path from 'node:path';
import { BatchError } from '@kongflow/database/query-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import type { CopyEverythingParams } from './golden/bulk/packages/app/src/generated/everything.sql.ts';
import { Queries } from './golden/bulk/packages/app/src/generated/querier.ts';
import { openPool, type TestPool } from './support/open-pool.ts';

/** What takes many sets of parameters, generated and run: the folder golden/bulk on its own schema. */
let database: ScratchDatabase;
let connections: TestPool;
let pool: TestPool['pool'];
let queries: Queries;
beforeAll(async () => {
  database = await openScratchDatabase({ migrations: path.join(import.meta.dirname, 'golden/bulk/db/migrations') });
  connections = openPool(database.url);
  ({ pool } = connections);
  queries = new Queries(pool);
});
afterAll(async () => {
  await connections[Symbol.asyncDispose]();
  await database.close();
});
beforeEach(async () => {
  await pool.query('TRUNCATE teams, everything RESTART IDENTITY');
});

async function names(): Promise<string[]> {
  return (await queries.findTeamsLike([{ pattern: '%' }])).flat().map(({ name }) => name);
}

async function everything(): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query<{ row: Record<string, unknown> }>(
    'SELECT to_jsonb(e) AS row FROM everything e ORDER BY id',
  );
  return rows.map(({ row }) => row);
}

describe(':copyfrom', () => {
  it('inserts the rows, and leaves columns that it does not name to their defaults', async () => {
    expect(await queries.createTeams([{ name: 'a', motto: 'm' }, { name: 'b' }, { name: 'c', motto: null }])).toBe(3);
    const [teams = []] = await queries.findTeams([{ ids: [1, 2, 3] }]);
    expect(teams).toMatchObject([
      { id: 1, name: 'a', motto: 'm', size: 1, createdAt: expect.any(Date) },
      { id: 2, name: 'b', motto: null, size: 1 },
      { id: 3, name: 'c', motto: null },
    ]);
  });

  it('none of no rows', async () => {
    const unasked = new Queries({ query: () => Promise.reject(new Error('was asked')) });
    expect(await unasked.createTeams([])).toBe(0);
  });

  it('all rows or none', async () => {
    await expect(queries.createTeams([{ name: 'a' }, { name: 'b' }, { name: 'a' }])).rejects.toMatchObject({
      code: '23505',
    });
    expect(await names()).toEqual([]);
  });

  it('evaluates what is around the parameters for each row, and ON CONFLICT', async () => {
    expect(
      await queries.mergeTeams([
        { name: 'A', size: 0 },
        { name: 'b', size: 3 },
      ]),
    ).toBe(2);
    expect(await queries.mergeTeams([{ name: 'B', size: 1 }])).toBe(1);
    const [teams = []] = await queries.findTeams([{ ids: [1, 2] }]);
    expect(teams).toMatchObject([
      { name: 'a', size: 1 },
      { name: 'b', size: 8 },
    ]);
  });

  it('two at once that meet at a row: each is whole, one after the other', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => ({ id: index }));
    const counts = await Promise.all([
      queries.copyIds(rows),
      queries.copyIds(rows),
      queries.copyIds(rows.slice(50, 60)),
    ]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(200);
    expect(await everything()).toHaveLength(200);
  });

  it('more rows than one statement takes are still one insert', async () => {
    const rows = Array.from({ length: 10_001 }, (_, index) => ({ name: `team ${index}` }));
    await expect(queries.createTeams([...rows, { name: 'team 3' }])).rejects.toMatchObject({ code: '23505' });
    expect(await names()).toEqual([]);
    expect(await queries.createTeams(rows)).toBe(10_001);
  });

  it('stores what an insert of one row stores, whatever the type', async () => {
    const full: CopyEverythingParams = {
      id: 1,
      code: 'abc',
      fixed: 'xy',
      bits: '101',
      int8: 9_007_199_254_740_993n,
      amount: '1234.56',
      flag: false,
      uuid: '0190b5a4-0000-7000-8000-000000000000',
      raw: Uint8Array.of(0, 34, 92, 255),
      day: '2024-02-29',
      at: new Date('2024-02-29T12:34:56.789Z'),
      local: '2024-03-31 02:30:00',
      span: '1 day 02:00:00.5',
      plain: ['a', { b: null }],
      document: 'text, "quoted"',
      mood: 'a,"b"',
      label: 'NULL',
      range: '[1,5)',
      place: { x: 1.5, y: -0 },
      box: '(3,4),(1,2)',
      pair: { a: 1, b: 'x,"y"' },
      tags: ['a', '', 'NULL', '"q" \\ {b},c', null, 'ü😀'],
      matrix: [
        [1, 2],
        [3, null],
      ],
      moods: ['so so', 'a,"b"', null],
      documents: [{ a: [1] }, 'text', null],
      fixeds: ['abc', 'x'],
      labels: ['l'],
      boxes: ['(3,4),(1,2)', '(1,1),(0,0)'],
    };
    const rows: CopyEverythingParams[] = [
      full,
      { id: 2, code: '', document: null },
      { ...full, id: 3, tags: [], matrix: [], moods: [], documents: [], fixeds: [], labels: [], boxes: [] },
      { ...full, id: 4, tags: ['only one'], matrix: [[7], [8], [9]], pair: { a: null, b: null }, plain: null },
    ];
    expect(await queries.copyEverything(rows)).toBe(4);
    const copied = await everything();
    await pool.query('TRUNCATE everything RESTART IDENTITY');
    for (const row of rows) await queries.insertEverything(row);
    expect(copied).toEqual(await everything());
    expect(copied[0]).toMatchObject({ bits: '101', fixed: 'xy ', note: 'default', serial: 1, tags: full.tags });
    expect(copied[3]).toMatchObject({ tags: ['only one'], matrix: [[7], [8], [9]] });
  });

  it('a value that is too long is an error, not cut off', async () => {
    await expect(queries.copyEverything([{ id: 1, code: 'abcd', document: {} }])).rejects.toMatchObject({
      code: '22001',
    });
    await expect(queries.copyEverything([{ id: 1, code: 'a', bits: '10101', document: {} }])).rejects.toMatchObject({
      code: '22026',
    });
    await expect(queries.copyEverything([{ id: 1, code: 'a', fixeds: ['abcd'], document: {} }])).rejects.toMatchObject({
      code: '22001',
    });
  });
});

describe('batches', () => {
  it('results are in the order of the items', async () => {
    const added = await queries.addTeams([{ name: 'x', motto: 'mx' }, { name: 'a' }]);
    expect(added).toMatchObject([
      { id: 1, name: 'x', motto: 'mx' },
      { id: 2, name: 'a', motto: null },
    ]);
    expect(await queries.findMottos([{ name: 'a' }, { name: 'x' }, { name: 'none' }])).toEqual([null, 'mx', null]);
    expect(await queries.findTeams([{ ids: [2n, 1] }, { ids: [] }, { ids: [2] }])).toEqual([added, [], [added[1]]]);
    expect(
      await queries.renameTeams([
        { id: 1, name: 'y' },
        { id: 2, name: 'x', motto: 'new' },
      ]),
    ).toBeUndefined();
    expect(await names()).toEqual(['x', 'y']);
  });

  it('nothing of no items', async () => {
    const unasked = new Queries({ query: () => Promise.reject(new Error('was asked')) });
    expect(await unasked.addTeams([])).toEqual([]);
    expect(await unasked.findMottos([])).toEqual([]);
    expect(await unasked.findTeams([])).toEqual([]);
    expect(await unasked.renameTeams([])).toBeUndefined();
  });

  it('an error in the middle names its item, and undoes those before it', async () => {
    const error = await queries.addTeams([{ name: 'a' }, { name: 'b' }, { name: 'a' }, { name: 'c' }]).catch(String);
    expect(error).toMatch(/^BatchError: AddTeams_\w+, item 2: duplicate key value/);
    expect(await names()).toEqual([]);
  });

  it('what is wrong with a parameter names its item too', async () => {
    const rename = queries.renameTeams([
      { id: 1, name: 'a' },
      { id: 2 ** 60, name: 'b' },
    ]);
    await expect(rename).rejects.toThrow(BatchError);
    await expect(rename).rejects.toMatchObject({ index: 1, cause: { code: 'UNSAFE_INTEGER' } });
  });

  it('in a transaction it is part of that', async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const inside = queries.withTx(client);
      await inside.addTeams([{ name: 'a' }, { name: 'b' }]);
      await expect(inside.addTeams([{ name: 'c' }, { name: 'a' }])).rejects.toMatchObject({ index: 1 });
      await expect(inside.growTeams({ by: 1 })).rejects.toMatchObject({ code: '25P02' });
      await client.query('ROLLBACK');
    } finally {
      client.release();
    }
    expect(await names()).toEqual([]);
  });

  it('two at once that want each other’s rows: one is undone as a deadlock, or both are done', async () => {
    await queries.addTeams([{ name: 'a' }, { name: 'b' }]);
    const results = await Promise.allSettled([
      queries.renameTeams([
        { id: 1, name: 'a', motto: 'first' },
        { id: 2, name: 'b', motto: 'first' },
      ]),
      queries.renameTeams([
        { id: 2, name: 'b', motto: 'second' },
        { id: 1, name: 'a', motto: 'second' },
      ]),
    ]);
    const undone = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
    expect(undone).toEqual(
      undone.map(() => expect.objectContaining({ index: 1, cause: expect.objectContaining({ code: '40P01' }) })),
    );
    expect(undone.length).toBeLessThan(2);
    const mottos = await queries.findMottos([{ name: 'a' }, { name: 'b' }]);
    expect(new Set(mottos).size).toBe(1);
    expect(mottos[0]).not.toBeNull();
  });
});

describe(':execresult and :one', () => {
  it('says what the statement did', async () => {
    await queries.createTeams([{ name: 'a' }, { name: 'b' }]);
    expect(await queries.growTeams({ by: 2 })).toEqual({ rowCount: 2, command: 'UPDATE' });
  });

  it('more than one row is an error', async () => {
    await queries.createTeams([{ name: 'a1' }, { name: 'a2' }]);
    expect(await queries.getTeamNamed({ pattern: 'a1' })).toMatchObject({ name: 'a1' });
    expect(await queries.getTeamNamed({ pattern: 'none' })).toBeNull();
    await expect(queries.getTeamNamed({ pattern: 'a%' })).rejects.toMatchObject({
      code: 'UNEXPECTED_ROW_COUNT',
      message: expect.stringMatching(/^GetTeamNamed_\w+ returned 2 rows where at most one was expected$/),
    });
  });
});
