import * as fc from 'fast-check';
import { Client, Pool, type ClientConfig, type PoolConfig } from 'pg';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createDatabase, type Database } from '@kongflow/database';
import {
  BatchError,
  batchexactlyOne,
  batchexec,
  batchmany,
  batchone,
  copyfrom,
  many,
  one,
  perRow,
  PipelinedConnections,
  type Queryable,
} from '@kongflow/database/query-runtime';
import { createTestDatabase } from '@kongflow/testing';

/** Batches and bulk inserts of generated code on everything that is a database, against a real server. */
let url: string;
let admin: Pool;
beforeAll(async () => {
  ({ url } = await createTestDatabase({ empty: true }));
  admin = new Pool({ connectionString: url });
  await admin.query(`
    CREATE TABLE things (id integer PRIMARY KEY, name text, tags text[], at timestamptz, raw bytea);
    CREATE TABLE parts (thing_id integer REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED)`);
  return async () => admin.end();
});
beforeEach(async () => {
  await admin.query('TRUNCATE things, parts');
});

const insert = { name: 'Insert_1', text: 'INSERT INTO things (id, name, tags, at, raw) VALUES ($1, $2, $3, $4, $5)' };
const rename = { name: 'Rename_1', text: 'UPDATE things SET name = $2 WHERE id = $1 RETURNING id' };
const above = { name: 'Above_1', text: 'SELECT id FROM things WHERE id > $1 ORDER BY id' };
const attach = { name: 'Attach_1', text: 'INSERT INTO parts (thing_id) VALUES ($1)' };
const ids = (id: number): unknown[] => [id, `n${id}`, [], null, null];
const first = (row: unknown[]): unknown => row[0];

async function stored(): Promise<number[]> {
  const { rows } = await admin.query<{ id: number }>('SELECT id FROM things ORDER BY id');
  return rows.map(({ id }) => id);
}

/** What a test gets as its database, and whether it is in a transaction of its own there. */
type Place = (use: (db: Queryable) => Promise<void>) => Promise<void>;

function open(options: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString: url, max: 3, ...options });
  onTestFinished(async () => pool.end());
  return pool;
}

async function onClient(options: ClientConfig, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, ...options });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

function database(options?: PoolConfig): Database {
  return createDatabase({ pool: open(options) });
}

const places: Record<string, Place> = {
  Pool: async (use) => use(open()),
  Client: async (use) => onClient({}, use),
  Database: async (use) => use(database()),
  'Pool with pipelines': async (use) => use(open({ pipeline: true })),
  'Client with a pipeline': async (use) => onClient({ pipeline: true }, use),
  'Database with pipelines': async (use) => use(database({ pipeline: true })),
  'Database with pipelined connections': async (use) => use(createDatabase({ pool: open(), pipeline: {} })),
  PipelinedConnections: async (use) => {
    await using pipelined = new PipelinedConnections(() => new Client({ connectionString: url, pipeline: true }));
    await use(pipelined);
  },
};

describe.each(Object.entries(places))('%s', (_, on) => {
  it('results come in the order of the items', async () => {
    await on(async (db) => {
      expect(await batchexec(db, insert, [3, 1, 2], ids)).toBeUndefined();
      expect(await batchmany(db, above, [0, 2, 9], (id) => [id], first)).toEqual([[1, 2, 3], [3], []]);
      expect(await batchone(db, rename, [2, 7], (id) => [id, 'x'], first)).toEqual([2, null]);
      expect(await batchexactlyOne(db, rename, [3], (id) => [id, null], first)).toEqual([3]);
      // The connection is as it was before.
      expect(await one(db, above, [2], first)).toBe(3);
    });
  });

  it('an error names its item, and nothing is done', async () => {
    await on(async (db) => {
      await batchexec(db, insert, [5], ids);
      const error = await batchexec(db, insert, [1, 2, 5, 1], ids).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(BatchError);
      expect(error).toMatchObject({ code: 'BATCH_FAILED', index: 2 });
      expect(String(error)).toMatch(/^BatchError: Insert_1, item 2: .*things_pkey/);
      expect(await stored()).toEqual([5]);
      await batchexec(db, insert, [6], ids);
      expect(await stored()).toEqual([5, 6]);
    });
  });

  it('an error at the commit is that of no item', async () => {
    await on(async (db) => {
      await expect(batchexec(db, attach, [1, 2], (id) => [id])).rejects.toMatchObject({ index: null });
      const { rows } = await admin.query('SELECT FROM parts');
      expect(rows).toEqual([]);
    });
  });

  it('a statement that cannot be parsed fails at the first item, and again', async () => {
    await on(async (db) => {
      const broken = { name: 'Broken_1', text: 'SELECT nothing WHERE $1' };
      for (const _ of [1, 2])
        await expect(batchexec(db, broken, [1, 2], (id) => [id])).rejects.toMatchObject({ index: 0 });
    });
  });

  it('what cannot be encoded is not sent', async () => {
    await on(async (db) => {
      const encode = (id: number): unknown[] => {
        if (id === 2) throw new TypeError('no such thing');
        return ids(id);
      };
      await expect(batchexec(db, insert, [1, 2, 3], encode)).rejects.toMatchObject({
        index: 1,
        cause: new TypeError('no such thing'),
      });
      expect(await stored()).toEqual([]);
    });
  });

  it('more than one row for one item', async () => {
    await on(async (db) => {
      await batchexec(db, insert, [1, 2], ids);
      await expect(batchone(db, above, [1, 0], (id) => [id], first)).rejects.toMatchObject({
        index: 1,
        cause: { code: 'UNEXPECTED_ROW_COUNT', message: 'Above_1 returned 2 rows where at most one was expected' },
      });
    });
  });

  it('copies more rows than one statement takes, or none', async () => {
    await on(async (db) => {
      const rows = Array.from({ length: 20_001 }, (_, id) => id);
      const copy = { name: 'Copy_1', text: 'INSERT INTO things (id) SELECT * FROM unnest($1::integer[])' };
      expect(await copyfrom(db, copy, rows, (part) => [part])).toBe(20_001);
      await expect(copyfrom(db, copy, [...rows.map((id) => -id - 1), 7], (part) => [part])).rejects.not.toBeInstanceOf(
        BatchError,
      );
      expect(await stored()).toHaveLength(20_001);
    });
  });
});

describe('transactions', () => {
  it.each([false, true])('a batch is part of the one it is run in (pipeline: %s)', async (pipeline) => {
    const db = database({ pipeline });
    await db.transaction(async (tx) => {
      await batchexec(tx, insert, [1, 2], ids);
      expect(await stored()).toEqual([]);
      expect(await batchmany(tx, above, [0], (id) => [id], first)).toEqual([[1, 2]]);
    });
    expect(await stored()).toEqual([1, 2]);
    const failed = db.transaction(async (tx) => {
      await batchexec(tx, insert, [3], ids);
      await batchexec(tx, insert, [4, 2, 5], ids);
    });
    await expect(failed).rejects.toMatchObject({ index: 1, cause: { code: 'UNIQUE_VIOLATION' } });
    expect(await stored()).toEqual([1, 2]);
  });

  it.each([false, true])(
    'one that was begun and not awaited is not ended by the batch (pipeline: %s)',
    async (pipeline) => {
      await onClient({ pipeline }, async (client) => {
        const begun = client.query('BEGIN');
        await batchexec(client, insert, [1], ids);
        await begun;
        await client.query('ROLLBACK');
      });
      expect(await stored()).toEqual([]);
    },
  );

  it('is run again when its batch could not be serialized', async () => {
    await admin.query("INSERT INTO things (id, name) VALUES (1, 'a'), (2, 'b')");
    const db = database();
    let runs = 0;
    await db.transaction(
      async (tx) => {
        runs += 1;
        await one(tx, above, [1], first);
        if (runs === 1) await admin.query("UPDATE things SET name = 'theirs' WHERE id = 2");
        await batchexec(tx, rename, [1, 2], (id) => [id, 'ours']);
      },
      { isolation: 'repeatable read', retries: 1 },
    );
    expect(runs).toBe(2);
    const { rows } = await admin.query('SELECT id, name FROM things ORDER BY id');
    expect(rows).toEqual([
      { id: 1, name: 'ours' },
      { id: 2, name: 'ours' },
    ]);
  });
});

describe('a batch', () => {
  it.each([false, true])('is one round trip, and its statement is prepared once (pipeline: %s)', async (pipeline) => {
    await onClient({ pipeline }, async (client) => {
      let answers = 0;
      Reflect.get(client, 'connection').on('readyForQuery', () => (answers += 1));
      const items = Array.from({ length: 500 }, (_, id) => id);
      await batchexec(client, insert, items, ids);
      expect(answers).toBe(1);
      expect(await batchmany(client, above, items, (id) => [id - 1, 1].slice(0, 1), first)).toHaveLength(500);
      await batchexec(client, rename, items, (id) => [id, 'x']);
      await batchexec(client, rename, items, (id) => [id, 'y']);
      const { rows } = await client.query('SELECT name FROM pg_prepared_statements ORDER BY 1');
      expect(rows).toEqual([{ name: 'Above_1' }, { name: 'Insert_1' }, { name: 'Rename_1' }]);
    });
  });

  it('of no items asks nothing', async () => {
    const db: Queryable = { query: () => Promise.reject(new Error('was asked')) };
    await batchexec(db, insert, [], ids);
    expect(await batchmany(db, above, [], ids, first)).toEqual([]);
    expect(await batchone(db, above, [], ids, first)).toEqual([]);
    expect(await copyfrom(db, insert, [], () => [])).toBe(0);
  });

  it('sends every kind of value as a single query does', async () => {
    const db = database();
    const at = new Date('2024-02-29T12:34:56.789Z');
    const values = [
      [1, 'it\'s "x" \\', ['a', '"b",{c}', '', 'NULL', null, 'back\\slash'], at, Uint8Array.of(0, 34, 92, 255)],
      [
        2,
        null,
        [
          ['a', 'b'],
          ['c', null],
        ],
        undefined,
        Buffer.from('x'),
      ],
      [3, 'ü😀', { toPostgres: (encode: (value: unknown) => unknown) => encode(['x']) }, null, null],
      [4, { a: 1 }, perRow(['y', null]), null, null],
    ];
    await batchexec(db, insert, values, (value) => value);
    const { rows } = await admin.query('SELECT * FROM things ORDER BY id');
    await admin.query('TRUNCATE things, parts');
    for (const each of values) await db.query({ ...insert, values: each, rowMode: 'array' });
    expect((await admin.query('SELECT * FROM things ORDER BY id')).rows).toEqual(rows);
    expect(rows[0]).toMatchObject({ at, tags: values[0]?.[2], raw: Buffer.from([0, 34, 92, 255]) });
  });

  it('writes arrays and texts as pg does', async () => {
    const echo = { name: 'Echo_1', text: 'SELECT $1::text[]::text, $2::text' };
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
    const values = fc.tuple(fc.array(fc.option(text)), fc.oneof(text, fc.double(), fc.bigInt(), fc.boolean()));
    await onClient({}, async (client) => {
      await fc.assert(
        fc.asyncProperty(fc.array(values, { minLength: 1 }), async (items) => {
          const one = await Promise.all(items.map(async (item) => many(client, echo, item, (row) => row)));
          expect(
            await batchmany(
              client,
              echo,
              items,
              (item) => item,
              (row) => row,
            ),
          ).toEqual(one);
        }),
        { numRuns: 50 },
      );
    });
  });

  it('a column that cannot be read is the error of its item, and the connection can be used on', async () => {
    await onClient({}, async (client) => {
      const when = { name: 'When_1', text: 'SELECT $1::timestamptz' };
      await expect(
        batchone(client, when, ['2024-01-01', 'infinity', '-infinity'], (at) => [at], first),
      ).rejects.toMatchObject({ index: 1, cause: { code: 'NOT_A_DATE' } });
      expect(await one(client, when, ['2024-01-01Z'], first)).toEqual(new Date('2024-01-01Z'));
    });
  });

  it('binary results are refused, as they are for single statements, and the connection can be used on', async () => {
    // The types of pg do not know the option.
    const options = { binary: true, pipeline: false };
    await onClient(options, async (client) => {
      const refused = { code: 'BINARY_RESULTS', message: expect.stringContaining('"binary"') };
      await expect(many(client, above, [0], first)).resolves.toEqual([]);
      await batchexec(client, insert, [1], ids);
      await expect(many(client, above, [0], first)).rejects.toMatchObject(refused);
      await expect(batchmany(client, above, [9, 0], (id) => [id], first)).rejects.toMatchObject({
        index: 1,
        cause: refused,
      });
      expect(await batchmany(client, above, [9], (id) => [id], first)).toEqual([[]]);
    });
  });

  it('on a lost connection names the first item without an answer', async () => {
    const pool = open();
    pool.on('error', () => undefined);
    const kill = { name: 'Kill_1', text: 'SELECT CASE WHEN $1 THEN pg_terminate_backend(pg_backend_pid()) END' };
    await expect(batchexec(pool, kill, [false, true, false], (now) => [now])).rejects.toMatchObject({ index: 1 });
    await batchexec(pool, insert, [1], ids);
  });

  it('without a connection is the error itself', async () => {
    const db = createDatabase({ connectionString: 'postgres://localhost:1/none' });
    await expect(batchexec(db, insert, [1], ids)).rejects.toMatchObject({ code: 'CONNECTION' });
    await db.close();
  });

  it('two at once on one client do not mix', async () => {
    await onClient({}, async (client) => {
      const [, , renamed] = await Promise.all([
        batchexec(client, insert, [1, 2], ids),
        batchexec(client, insert, [3, 4], ids),
        batchone(client, rename, [1, 4], (id) => [id, 'x'], first),
      ]);
      expect(renamed).toEqual([1, 4]);
    });
  });

  it('says so when the database makes a query of its own from it', async () => {
    const pool = open();
    const db: Queryable = { query: async (config) => pool.query({ ...config }) };
    await expect(batchexec(db, insert, [1], ids)).rejects.toMatchObject({ code: 'BATCH_UNSUPPORTED' });
    expect(await stored()).toEqual([]);
  });
});
