import path from 'node:path';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { openScratchDatabase, type ScratchDatabase } from '../../src/database/scratch-database.ts';
import { Queries } from '../golden/zod/packages/app/src/generated/querier.ts';
import * as schemas from '../golden/zod/packages/app/src/generated/schemas.ts';

/** Generated schemas of zod at work, on the golden project `zod`: rows and parameters go through them as they are. */
let database: ScratchDatabase;
let client: Client;
let queries: Queries;
beforeAll(async () => {
  database = await openScratchDatabase({ migrations: path.join(import.meta.dirname, '../golden/zod/db/migrations') });
  client = database.client;
  queries = new Queries(client);
});
afterAll(async () => {
  await database.close();
});

const everything = {
  bool: true,
  int2: -1,
  int4: 2,
  int8: 9_007_199_254_740_991n,
  float4: Number.NaN,
  float8: Number.NEGATIVE_INFINITY,
  numeric: '12345678901234567890.123',
  money: '1.50',
  oid: 4_294_967_295,
  text: '',
  varchar: '😀😀😀😀😀   ',
  char: 'c',
  citext: 'CI',
  uuid: '{0190B5A4-0000-7000-8000-000000000000}',
  bytea: Uint8Array.of(0, 255),
  date: 'tomorrow',
  time: '01:02:03',
  timetz: '01:02:03+02',
  timestamp: '-infinity',
  timestamptz: new Date('2024-02-29T12:34:56.789Z'),
  interval: '1 day 02:00:00.5',
  json: ['a', { b: null }],
  jsonb: null,
  inet: '10.0.0.1',
  cidr: '10.0.0.0/8',
  macaddr: '08:00:2b:01:02:03',
  bit: '101',
  varbit: '1',
  point: { x: 1, y: Number.NaN },
  circle: { x: 1, y: 2, radius: Number.POSITIVE_INFINITY },
  tsvector: "'a':1",
  range: '[1,5)',
  xml: '<a/>',
  mood: 'a,"b"',
  pair: { a: 1, b: null },
  amount: 1.5,
  document: 'text',
} as const;

/** What a schema makes of a value, which is to be the same. */
function expectSame<S extends z.ZodType>(schema: S, value: z.input<S>): z.output<S> {
  const parsed = schema.parse(value);
  expect(parsed).toEqual(value);
  return parsed;
}

function paths({ error }: { readonly error?: z.ZodError }): string[] {
  return (error?.issues ?? []).map(({ path: keys }) => keys.join('.'));
}

describe('models', () => {
  it('take every type as the database returns it', async () => {
    expectSame(
      schemas.EverythingSchema,
      await queries.insertEverything(expectSame(schemas.InsertEverythingParamsSchema, everything)),
    );
  });

  it('take nulls, and arrays with nulls in them', async () => {
    expectSame(
      schemas.NullableSchema,
      await queries.insertNullables(expectSame(schemas.InsertNullablesParamsSchema, {})),
    );
    const arrays = {
      bool: [true, null],
      int4: [1, null],
      int8: [1n, 2, null],
      float8: [Number.NaN],
      numeric: ['1', 2, null],
      text: [],
      uuid: [null],
      bytea: [Buffer.from('x')],
      date: ['2024-02-29'],
      timestamptz: [new Date(0)],
      interval: ['1 day'],
      json: [null, { a: [1] }],
      jsonb: ['x'],
      bit: ['101'],
      mood: ['sad', null],
      amount: [0],
      moodNull: null,
    } as const;
    expectSame(schemas.ArraysSchema, await queries.insertArrays(expectSame(schemas.InsertArraysParamsSchema, arrays)));
  });

  it('take composite values', async () => {
    const parcel = {
      label: 'a',
      size: { width: 1, height: '2.5', takenAt: new Date(0) },
      stops: [{ x: 1, y: 2 }],
      grid: [[1n, null]],
      note: { any: 'thing' },
    };
    const shape = expectSame(schemas.InsertShapeParamsSchema, {
      id: 1,
      parcel,
      parcels: [parcel, null],
      grid: [[1], [2]],
      words: ['a'],
      kept: ['b'],
      boxes: ['(1,1),(0,0)'],
      span: 'empty',
      spans: '{}',
    });
    expectSame(schemas.ShapeSchema, await queries.insertShape(shape));
    for (const row of await queries.listRows()) expectSame(schemas.ShapesSchema, row.shape);
  });

  it('take columns with a schema and a type of their own', async () => {
    const params = expectSame(schemas.CreateParcelParamsSchema, {
      id: 1,
      state: 'open',
      states: [],
      name: 'é😀abc',
      names: ['abc', null],
      fixed: 'x',
      code: 'abcd  ',
      codes: ['😀😀😀😀'],
      payload: { kind: 'order', at: '17' },
      context: { user: 'ada' },
      tags: [{ text: 't' }],
      total: 12.5,
      sent: new Date(0),
      theNote: null,
    });
    const parcel = expectSame(schemas.ParcelSchema, await queries.createParcel(params));
    // The schema of a set of parameters says what a column's schema accepts; the query makes of it what that makes.
    expect(parcel).toMatchObject({ payload: { kind: 'order', at: 17 }, code: 'abcd', fixed: 'x ' });
  });
});

describe('parameters', () => {
  it.each([
    ['int2', 32_768],
    ['int2', 1.5],
    ['int4', -2_147_483_649],
    ['int8', 2n ** 63n],
    ['int8', 2 ** 53],
    ['oid', 2 ** 32],
    ['varchar', 'abcdef'],
    ['varchar', '😀😀😀😀😀😀'],
    ['char', 'abc d'],
    ['uuid', '0190b5a4-0000-7000-8000-00000000000'],
    ['numeric', 'one'],
    ['timestamptz', new Date(Number.NaN)],
    ['bytea', 'text'],
    ['json', () => 1],
    ['jsonb', { big: 1n }],
    ['mood', 'glad'],
    ['pair', { a: 2 ** 31, b: null }],
    ['bool', 'true'],
    ['int4', undefined],
  ])('%s is not %s', async (name, value) => {
    const result = schemas.InsertEverythingParamsSchema.safeParse({ ...everything, [name]: value });
    expect(paths(result)).toEqual([name === 'pair' ? 'pair.a' : name]);
  });

  it("have the paths and the words of a column's schema", () => {
    const { error } = schemas.CopyParcelsParamsSchema.safeParse({
      id: 1,
      states: [],
      payload: { kind: 'gift', at: 1 },
    });
    expect(error?.issues).toMatchObject([
      { code: 'custom', path: ['payload', 'kind'], message: 'Invalid option: expected one of "order"|"refund"' },
    ]);
    const missing = schemas.CreateParcelParamsSchema.safeParse({
      id: 1,
      state: 'open',
      states: [],
      context: { user: '' },
    });
    expect(paths(missing)).toEqual(['payload', 'context.user']);
    const unnested = { ids: [1], names: [null], payloads: [{ kind: 'order', at: 1 }, 7], contexts: [null] };
    expect(paths(schemas.UnnestParcelsParamsSchema.safeParse(unnested))).toEqual(['payloads.1']);
  });

  it('are left out where the query provides for it, and the arguments of branches are chosen', async () => {
    const found = {
      payload: { kind: 'order', at: 17 },
      contexts: [{ user: 'ada' }],
      tags: [{ text: 't' }],
      ids: [1, 2n],
      limit: 1,
    } as const;
    const params = schemas.FindParcelsParamsSchema.parse({ ...found, order: 'name' });
    expect(await queries.findParcels(params)).toHaveLength(1);
    expect(
      paths(schemas.FindParcelsParamsSchema.safeParse({ ...found, order: 'oldest', open: 1, since: 'now' })),
    ).toEqual(['since', 'open', 'order']);
    expect(paths(schemas.FindParcelsParamsSchema.safeParse(found))).toEqual(['order']);
  });

  it('ask for no length that a cast makes room for', async () => {
    const params = { id: 1, name: 'much too long', fixed: 'xx', code: 'abcd' };
    await queries.cutParcel(schemas.CutParcelParamsSchema.parse(params));
    const { rows } = await client.query('SELECT name, fixed, code FROM parcels WHERE id = 1');
    expect(rows).toEqual([{ name: 'much ', fixed: 'xx', code: 'abcd' }]);
    const tooLong = { ...params, code: 'abcde' };
    expect(paths(schemas.CutParcelParamsSchema.safeParse(tooLong))).toEqual(['code']);
    await expect(queries.cutParcel(tooLong)).rejects.toThrow('value too long');
  });
});
