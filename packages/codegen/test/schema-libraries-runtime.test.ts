import path from 'node:path';
import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import { Queries } from './golden/schema-libraries/packages/app/src/generated/querier.ts';

/** Columns whose schemas are valibot's and arktype's: the golden project `schema-libraries`. */
let database: ScratchDatabase;
let client: Client;
let queries: Queries;
beforeAll(async () => {
  database = await openScratchDatabase({
    migrations: path.join(import.meta.dirname, 'golden/schema-libraries/db/migrations'),
  });
  client = database.client;
  queries = new Queries(client);
});
afterAll(async () => {
  await database.close();
});
beforeEach(async () => {
  await client.query('TRUNCATE valibot, arktype');
});

/** What no type lets through, as it comes from programs without types. */
function smuggled(value: unknown): ReturnType<typeof JSON.parse> {
  return JSON.parse(JSON.stringify(value));
}

const written = { kind: 'order' } as const;
const read = { at: '2024-02-29T12:00:00.000Z' };
const row = {
  id: 1,
  written: { kind: 'order', amount: 0 },
  read: { at: new Date(read.at) },
  both: 'a-b',
  believed: null,
};

describe.each([
  {
    table: 'valibot',
    create: (params: Parameters<Queries['createValibot']>[0]) => queries.createValibot(params),
    get: (id: number) => queries.getValibot({ id }),
    copy: (rows: Parameters<Queries['copyValibot']>[0]) => queries.copyValibot(rows),
    believe: (params: Parameters<Queries['believeValibot']>[0]) => queries.believeValibot(params),
    kinds: 'Invalid type: Expected ("order" | "refund")',
    slug: 'is no slug',
  },
  {
    table: 'arktype',
    create: (params: Parameters<Queries['createArktype']>[0]) => queries.createArktype(params),
    get: (id: number) => queries.getArktype({ id }),
    copy: (rows: Parameters<Queries['copyArktype']>[0]) => queries.copyArktype(rows),
    believe: (params: Parameters<Queries['believeArktype']>[0]) => queries.believeArktype(params),
    kinds: 'kind must be "order" or "refund"',
    slug: 'must be matched by ^[a-z-]+$',
  },
])('$table', ({ table, create, get, copy, believe, kinds, slug }) => {
  it('makes what is written, and what is read', async () => {
    expect(await create({ id: 1, written, read, both: 'a-b' })).toEqual(row);
    expect(await get(1)).toEqual(row);
    const { rows } = await client.query(`SELECT written, read FROM ${table}`);
    expect(rows).toEqual([{ written: row.written, read }]);
    expect(await copy([{ id: 2, written: { kind: 'refund', amount: 2 } }])).toBe(1);
    expect(await get(2)).toEqual({
      id: 2,
      written: { kind: 'refund', amount: 2 },
      read: null,
      both: null,
      believed: null,
    });
  });

  it('refuses what does not fit on its way in, and says so without the value', async () => {
    const refused = { code: 'INVALID_PARAMETER', column: `${table}.written`, index: undefined };
    const issues = [{ path: 'kind', message: kinds }];
    const error: unknown = await create({ id: 1, written: smuggled({ kind: 'hunter2' }) }).catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ ...refused, issues });
    expect(String(error)).toBe(`SchemaError: A parameter does not fit the schema of ${table}.written: kind: ${kinds}`);
    const rows = [
      { id: 2, written },
      { id: 3, written: smuggled({ kind: 'hunter2' }) },
    ];
    await expect(copy(rows)).rejects.toMatchObject({ ...refused, index: 1, issues });
    await expect(create({ id: 1, written, both: 'NO' })).rejects.toMatchObject({
      column: `${table}.both`,
      issues: [{ path: '', message: slug }],
    });
    expect((await client.query(`SELECT FROM ${table}`)).rowCount).toBe(0);
  });

  it('refuses what does not fit on its way out, and believes what is only written', async () => {
    await client.query(`INSERT INTO ${table} (id, written, read, "both") VALUES
      (1, '{"any": "thing"}', NULL, NULL), (2, '1', '{"at": "hunter2"}', NULL), (3, '1', NULL, 'HUNTER2')`);
    expect(await get(1)).toMatchObject({ written: { any: 'thing' } });
    for (const [id, column, at] of [
      [2, 'read', 'at'],
      [3, 'both', ''],
    ] as const) {
      const error: unknown = await get(id).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: 'INVALID_COLUMN', column: `${table}.${column}`, issues: [{ path: at }] });
      expect(String(error)).not.toMatch(/hunter2/i);
    }
  });

  it('sees what is stored in a column that it guards, though another one only reads', async () => {
    await expect(believe({ id: 1, document: smuggled({ kind: 'hunter2' }) })).rejects.toMatchObject({
      column: `${table}.written`,
    });
    await believe({ id: 1, document: written });
    expect(await get(1)).toMatchObject({ believed: row.written, written: row.written });
  });
});
