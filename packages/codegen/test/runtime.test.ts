import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import { Queries as UserQueries } from './golden/basics/packages/app/src/generated/querier.ts';
import { getUserSQL } from './golden/basics/packages/app/src/generated/users.sql.ts';
import { Queries as EventQueries } from './golden/stars/packages/app/src/generated/querier.ts';
import { Queries as TypeQueries } from './golden/types/packages/app/src/generated/querier.ts';
import { openPool, type TestPool } from './support/open-pool.ts';

/** Generated code at work: what the golden folders hold, on the schemas they were generated from. */
function schemaOf(name: string): string {
  return path.join(import.meta.dirname, 'golden', name, 'db/migrations');
}

function useDatabase(name: string): () => ScratchDatabase {
  let database: ScratchDatabase | undefined;
  beforeAll(async () => {
    database = await openScratchDatabase({ migrations: schemaOf(name) });
  });
  afterAll(async () => {
    await database?.close();
  });
  return () => {
    if (database === undefined) throw new Error('not started');
    return database;
  };
}

describe('queries', () => {
  const database = useDatabase('basics');
  let connections: TestPool;
  let pool: TestPool['pool'];
  let users: UserQueries;
  beforeAll(() => {
    connections = openPool(database().url);
    ({ pool } = connections);
    users = new UserQueries(pool);
  });
  afterAll(async () => {
    await connections[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE users');
  });

  it(':one returns the row, or null', async () => {
    const user = await users.createUser({ email: 'a@b', settings: { theme: 'dark', deep: [1, null, 'x'] } });
    expect(user).toEqual({
      id: expect.any(String),
      email: 'a@b',
      bio: null,
      status: 'active',
      settings: { theme: 'dark', deep: [1, null, 'x'] },
      createdAt: expect.any(Date),
    });
    expect(await users.getUser({ id: user.id })).toEqual(user);
    expect(await users.getUser({ id: '00000000-0000-0000-0000-000000000000' })).toBeNull();
  });

  it(':many, :exec, :execrows and single values', async () => {
    const { id } = await users.createUser({ email: 'a@b', bio: 'back\\slash `tick` ${brace}', settings: [] });
    await users.createUser({ email: 'c@d', settings: 'text' });
    expect(await users.countUsers()).toBe(2);
    expect(await users.listUsers()).toMatchObject([{ email: 'a@b' }, { email: 'c@d', bio: null }]);
    expect(await users.listUsers({ status: 'locked out' })).toEqual([]);
    expect(await users.listEmails()).toEqual(['a@b']);
    expect(await users.findUsers({ bio: undefined })).toHaveLength(1);
    expect(await users.renameUser({ id, email: 'e@f' })).toBe(1);
    expect(await users.deleteUser({ id })).toBeUndefined();
    expect(await users.renameUser({ id, email: 'e@f' })).toBe(0);
    expect(await users.getBio({ id })).toBeNull();
  });

  it('withTx works on the transaction', async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await users.withTx(client).createUser({ email: 'a@b', settings: {} });
      expect(await users.countUsers()).toBe(0);
      await client.query('ROLLBACK');
    } finally {
      client.release();
    }
    expect(await users.countUsers()).toBe(0);
  });

  it('statements are prepared under their names', async () => {
    const client = new Client({ connectionString: database().url });
    await client.connect();
    try {
      await new UserQueries(client).getUser({ id: '00000000-0000-0000-0000-000000000000' });
      const { rows } = await client.query<{ name: string; statement: string }>(
        'SELECT name, statement FROM pg_prepared_statements',
      );
      expect(rows).toEqual([{ name: expect.stringMatching(/^GetUser_[0-9a-f]{8}$/), statement: getUserSQL }]);
    } finally {
      await client.end();
    }
  });

  it('a column added later shifts nothing', async () => {
    const { client } = database();
    await client.query(
      "BEGIN; ALTER TABLE users ADD COLUMN extra text NOT NULL DEFAULT 'x'; ALTER TABLE users DROP COLUMN bio; ALTER TABLE users ADD COLUMN bio text",
    );
    try {
      const user = await users.withTx(client).createUser({ email: 'a@b', bio: 'hello', settings: {} });
      expect(Object.keys(user)).toEqual(['id', 'email', 'bio', 'status', 'settings', 'createdAt']);
      expect(user).toMatchObject({ bio: 'hello', status: 'active' });
    } finally {
      await client.query('ROLLBACK');
    }
  });
});

describe('expanded stars', () => {
  const database = useDatabase('stars');

  it('keep every column under its name', async () => {
    const { client } = database();
    const events = new EventQueries(client);
    await client.query(
      `INSERT INTO events VALUES (1, '2020-01-02Z', 7, 'camel', 'space'), (2, '2020-01-03Z', NULL, NULL, NULL)`,
    );
    await client.query("INSERT INTO notes VALUES (5, 1, 'note')");
    const event = { id: 1, timestamp: new Date('2020-01-02Z'), order: 7, camelCase: 'camel', 'with space': 'space' };
    expect(await events.getEvent({ id: 1 })).toEqual(event);
    expect(await events.listEventsWithNotes()).toEqual([{ ...event, noteId: 5, eventId: 1, body: 'note', twice: 2 }]);
    expect(await events.listEventsWithOptionalNotes()).toEqual([
      { ...event, noteId: 5, eventId: 1, body: 'note' },
      {
        id: 2,
        timestamp: new Date('2020-01-03Z'),
        order: null,
        camelCase: null,
        'with space': null,
        noteId: null,
        eventId: null,
        body: null,
      },
    ]);
    expect(await events.listBoth()).toHaveLength(2);
    expect(await events.listEventNotes()).toContainEqual({ id: 2, body: null });
    expect(await events.touchEvents({ ids: [1, 3] })).toEqual([{ ...event, order: 8 }]);
    expect(await events.listDistinct()).toHaveLength(2);
    expect(await events.countStars()).toEqual({ count: 2, total: '6' });
    expect(await events.deleteNotes()).toEqual([{ noteId: 5, eventId: 1, body: 'note', order: 8 }]);
  });
});

describe('types', () => {
  const database = useDatabase('types');

  it('every type comes back as it is declared', async () => {
    const at = new Date('2024-02-29T12:34:56.789Z');
    const row = await new TypeQueries(database().client).insertEverything({
      bool: true,
      int2: -1,
      int4: 2,
      int8: 9_007_199_254_740_991,
      float4: 0.5,
      float8: 0.1,
      numeric: '12345678901234567890.123',
      money: '1.50',
      oid: 7,
      text: "it's",
      varchar: 'v',
      char: 'c',
      citext: 'CI',
      uuid: '0190b5a4-0000-7000-8000-000000000000',
      bytea: Uint8Array.of(0, 255),
      date: '2024-03-31',
      time: '01:02:03',
      timetz: '01:02:03+02',
      timestamp: '2024-03-10 02:30:00',
      timestamptz: at,
      interval: '1 day 02:00:00.5',
      json: ['a', { b: null }],
      jsonb: null,
      inet: '10.0.0.1',
      cidr: '10.0.0.0/8',
      macaddr: '08:00:2b:01:02:03',
      bit: '101',
      varbit: '1',
      point: { x: 1, y: 2 },
      circle: { x: 1, y: 2, radius: 3 },
      tsvector: "'a':1",
      range: '[1,5)',
      xml: '<a/>',
      mood: 'a,"b"',
      pair: { a: 1, b: 'say "x", (y)' },
      amount: 1.5,
      document: 'text',
    });
    expect(row).toEqual({
      cBool: true,
      cInt2: -1,
      cInt4: 2,
      cInt8: 9_007_199_254_740_991,
      cFloat4: 0.5,
      cFloat8: 0.1,
      cNumeric: '12345678901234567890.123',
      cMoney: '$1.50',
      cOid: 7,
      cText: "it's",
      cVarchar: 'v',
      cChar: 'c  ',
      cCitext: 'CI',
      cUuid: '0190b5a4-0000-7000-8000-000000000000',
      cBytea: Buffer.from([0, 255]),
      cDate: '2024-03-31',
      cTime: '01:02:03',
      cTimetz: '01:02:03+02',
      cTimestamp: '2024-03-10 02:30:00',
      cTimestamptz: at,
      cInterval: '1 day 02:00:00.5',
      cJson: ['a', { b: null }],
      cJsonb: null,
      cInet: '10.0.0.1',
      cCidr: '10.0.0.0/8',
      cMacaddr: '08:00:2b:01:02:03',
      cBit: '101',
      cVarbit: '1',
      cPoint: { x: 1, y: 2 },
      cCircle: { x: 1, y: 2, radius: 3 },
      cTsvector: "'a':1",
      cRange: '[1,5)',
      cXml: '<a/>',
      cMood: 'a,"b"',
      cPair: { a: 1, b: 'say "x", (y)' },
      cAmount: '1.5',
      cDocument: 'text',
    });
  });

  it('arrays too', async () => {
    const at = new Date('2024-02-29T12:34:56.789Z');
    const uuid = '0190b5a4-0000-7000-8000-000000000000';
    const row = await new TypeQueries(database().client).insertArrays({
      bool: [true, false],
      int4: [1],
      int8: [9_007_199_254_740_991],
      float8: [0.5],
      numeric: ['1.5', 2],
      text: ['a', '"b", {c}', '', 'NULL'],
      uuid: [uuid],
      bytea: [Uint8Array.of(1, 2)],
      date: ['2024-03-31'],
      timestamptz: [at],
      interval: ['2 hours'],
      json: [{ a: 1 }, 'text', [1, 2]],
      jsonb: [null, 'a"b'],
      bit: ['101'],
      mood: ['so so', 'a,"b"'],
      amount: ['1.5'],
    });
    expect(row).toEqual({
      cBool: [true, false],
      cInt4: [1],
      cInt8: [9_007_199_254_740_991],
      cFloat8: [0.5],
      cNumeric: ['1.5', '2'],
      cText: ['a', '"b", {c}', '', 'NULL'],
      cUuid: [uuid],
      cBytea: [Buffer.from([1, 2])],
      cDate: ['2024-03-31'],
      cTimestamptz: [at],
      cInterval: ['02:00:00'],
      cJson: [{ a: 1 }, 'text', [1, 2]],
      cJsonb: [null, 'a"b'],
      cBit: ['101'],
      cMood: ['so so', 'a,"b"'],
      cAmount: ['1.5'],
      cMoodNull: null,
      cInt8Null: null,
    });
  });

  it('composite types, nested, in arrays, and as rows', async () => {
    const types = new TypeQueries(database().client);
    const size = { width: '1.50', height: '2', takenAt: new Date('2024-02-29T12:34:56.789Z') };
    const parcel = { label: 'a,"b"', size, stops: [{ x: 1, y: -0 }, null], grid: [[1], [2]], note: { a: ['(x)'] } };
    const empty = { label: 'x', size: null, stops: null, grid: [], note: null };
    const shape = {
      id: 1,
      parcel,
      parcels: [empty, null, parcel],
      grid: [
        [1, null],
        [3, 4],
      ],
      words: ['a', 'NULL'],
      kept: [],
      boxes: ['(3,4),(1,2)', null],
      span: '["2024-03-10 00:00:00+00",)',
      spans: '{[1,3),[5,8)}',
    };
    expect(await types.insertShape(shape)).toEqual(shape);
    expect(await types.listParcels()).toEqual([{ parcel, size, label: 'a,"b"' }]);
    expect(await types.listRows()).toEqual([{ shape, ids: [1] }]);
    expect(await types.findShapes({ size, ids: [1n, 2] })).toEqual([1]);
    await expect(types.findShapes({ size, ids: [2 ** 60] })).rejects.toMatchObject({ code: 'UNSAFE_INTEGER' });
  });

  it('nulls, alone and in arrays', async () => {
    const types = new TypeQueries(database().client);
    expect(await types.insertNullables()).toEqual({
      cInt8: null,
      cDate: null,
      cInterval: null,
      cJsonb: null,
      cMood: null,
      cBytea: null,
    });
    expect(await types.insertNullables({ int8: 1, date: '0099-01-02', jsonb: { a: [] }, mood: 'sad' })).toMatchObject({
      cInt8: 1,
      cDate: '0099-01-02',
      cJsonb: { a: [] },
      cMood: 'sad',
    });
    expect(
      await types.bulkInsertNullables({ ints: [1, null], documents: [null, { a: 'b' }], moods: ['sad', null] }),
    ).toEqual([
      { cInt8: 1, cJsonb: null, cMood: 'sad' },
      { cInt8: null, cJsonb: { a: 'b' }, cMood: null },
    ]);
  });

  it('a bigint that a number cannot hold is an error', async () => {
    const { client } = database();
    const overflow = {
      query: async () =>
        client.query({ text: 'SELECT 9007199254740993, NULL, NULL, NULL, NULL, NULL', rowMode: 'array', values: [] }),
    };
    await expect(new TypeQueries(overflow).insertNullables()).rejects.toMatchObject({ code: 'UNSAFE_INTEGER' });
  });
});
