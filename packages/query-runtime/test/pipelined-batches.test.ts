import { Client, Pool } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { batchexec, batchone, type Queryable } from '../src/index.ts';
import { obstacle, outcomes, setup, valueOf, type Setup } from './support/pipelined.ts';

const insert = { name: 'Insert', text: 'INSERT INTO things (id) VALUES ($1) RETURNING id' };

async function things(): Promise<Setup> {
  const context = await setup({ connections: 1 });
  await context.admin.query('CREATE TABLE things (id int PRIMARY KEY)');
  return context;
}

async function stored({ admin }: Setup): Promise<number[]> {
  const { rows } = await admin.query<{ id: number }>('SELECT id FROM things ORDER BY id');
  return rows.map(({ id }) => id);
}

async function insertAll(db: Queryable, ids: readonly number[]): Promise<void> {
  return batchexec(db, insert, ids, (id) => [id]);
}

/** A client of the caller's own with pg's option. */
async function ownClient({ url }: Setup): Promise<Client> {
  const client = new Client({ connectionString: url, pipeline: true });
  await client.connect();
  onTestFinished(async () => client.end());
  return client;
}

describe.each<[string, (context: Setup) => Promise<Queryable>]>([
  ['a client of the caller', ownClient],
  [
    'a pool of the caller',
    async ({ url }) => {
      const pool = new Pool({ connectionString: url, pipeline: true, max: 1 });
      onTestFinished(async () => pool.end());
      return pool;
    },
  ],
  ['shared connections', async ({ pipelined }) => pipelined],
])('a batch over %s', (_, open) => {
  it('whichever of its parts is cancelled, nothing of it is done', async () => {
    const context = await things();
    const db = await open(context);
    const { waiting, release } = await obstacle(context);
    const held = {
      name: 'Held',
      text: 'INSERT INTO things SELECT $1::int FROM (SELECT CASE WHEN $1 = 2 THEN pg_advisory_xact_lock(1) END) AS held',
    };
    const batch = outcomes([batchexec(db, held, [1, 2, 3], (id) => [id])]);
    await waiting();
    await context.admin.query(
      'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    expect(await batch).toEqual([
      expect.objectContaining({ index: 1, cause: expect.objectContaining({ code: '57014' }) }),
    ]);
    await release();
    expect(await stored(context)).toEqual([]);
    await insertAll(db, [4, 5]);
    expect(await stored(context)).toEqual([4, 5]);
  });

  it('cancelled at any moment, it is done or it is not', async () => {
    const context = await things();
    const db = await open(context);
    const size = 20;
    const over = new AbortController();
    const cancels = (async () => {
      while (!over.signal.aborted)
        await context.admin.query(
          'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
    })();
    const done: number[] = [];
    for (let batch = 0; batch < 100; batch += 1) {
      const ids = Array.from({ length: size }, (_, n) => batch * size + n);
      const [outcome] = await outcomes([insertAll(db, ids)]);
      if (outcome === undefined) done.push(...ids);
    }
    over.abort();
    await cancels;
    expect(await stored(context)).toEqual(done);
  });
});

describe('a batch between others of its name', () => {
  it('does not rely on a preparation that fails', async () => {
    const context = await setup();
    const client = await ownClient(context);
    const { waiting } = await obstacle(context);
    await context.admin.query('CREATE TABLE busy (id int)');
    await context.admin.query('BEGIN; LOCK TABLE busy');
    const busy = { name: 'Busy', text: 'INSERT INTO busy VALUES ($1) RETURNING id' };
    const results = outcomes([
      valueOf(client, busy.text, [1], busy.name),
      batchone(
        client,
        busy,
        [2, 3],
        (id) => [id],
        ([id]) => id,
      ),
      batchone(
        client,
        busy,
        [4],
        (id) => [id],
        ([id]) => id,
      ),
    ]);
    await waiting();
    await context.admin.query(
      `SELECT pg_cancel_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE NOT granted AND datname = current_database()`,
    );
    await context.admin.query('COMMIT');
    expect(await results).toEqual([expect.objectContaining({ code: '57014' }), [2, 3], [4]]);
  });

  it('prepares for those behind it', async () => {
    const context = await things();
    const client = await ownClient(context);
    expect(
      await Promise.all([
        insertAll(client, [1, 2]),
        valueOf(client, insert.text, [3], insert.name),
        insertAll(client, [4]),
      ]),
    ).toEqual([undefined, 3, undefined]);
    expect(await valueOf(client, 'SELECT count(*)::int FROM pg_prepared_statements')).toBe(1);
    expect(await stored(context)).toEqual([1, 2, 3, 4]);
  });
});

describe('a batch over shared connections', () => {
  it('stands in a row with what comes before and after it, and holds nothing up', async () => {
    const context = await things();
    const { pipelined } = context;
    const counts = await Promise.all([
      valueOf(pipelined, 'SELECT count(*)::int FROM things'),
      insertAll(pipelined, [1, 2]),
      valueOf(pipelined, 'SELECT count(*)::int FROM things'),
      insertAll(pipelined, [3]),
      valueOf(pipelined, 'SELECT count(*)::int FROM things'),
    ]);
    expect(counts).toEqual([0, undefined, 2, undefined, 3]);
  });

  it('is refused for what concerns the session', async () => {
    const { pipelined } = await setup();
    const listen = { name: 'Listen', text: 'LISTEN a' };
    await expect(batchexec(pipelined, listen, [1], () => [])).rejects.toMatchObject({
      code: 'STATEMENT_REFUSED',
      message: expect.stringContaining('Listen'),
    });
  });

  it('finds out a transaction that a failed statement left open', async () => {
    const context = await things();
    const { pipelined } = context;
    await expect(valueOf(pipelined, 'SELECT 1; BEGIN; SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    await expect(insertAll(pipelined, [1])).rejects.toMatchObject({ index: 0, cause: { code: '25P02' } });
    await insertAll(pipelined, [2]);
    expect(await stored(context)).toEqual([2]);
  });

  it('with values that cannot be read fails alone, and the connection stays', async () => {
    const { pipelined } = await setup({ connections: 1 });
    const pid = await valueOf(pipelined, 'SELECT pg_backend_pid()');
    const when = { name: 'When', text: 'SELECT $1::timestamptz' };
    const infinite = batchone(
      pipelined,
      when,
      ['2024-01-01', 'infinity'],
      (at) => [at],
      ([at]) => at,
    );
    const behind = valueOf(pipelined, 'SELECT pg_backend_pid()');
    await expect(infinite).rejects.toMatchObject({ index: 1, cause: { code: 'NOT_A_DATE' } });
    expect(await behind).toBe(pid);
  });
});
