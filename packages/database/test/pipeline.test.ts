import {
  createDatabase,
  isDatabaseError,
  NotificationListener,
  type BackgroundErrorListener,
  type Database,
} from '@kongflow/database';
import { batchexec } from '@kongflow/database/query-runtime';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { Pool } from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { relay } from './support/relay.ts';
import { failureOf, open, setup, sql } from './support/setup.ts';

const pipeline = { connections: 1 };
const mySession = 'SELECT pg_backend_pid()';

async function session(target: Pick<Database, 'query'>): Promise<unknown> {
  return (await sql(target, mySession)).rows[0]?.[0];
}

/** Waits until a statement that begins like this is being run. */
async function running(admin: Database, text: string): Promise<void> {
  await waitFor(
    async () =>
      (
        await sql(
          admin,
          "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND starts_with(query, $1) AND datname = current_database()",
          [text],
        )
      ).rowCount,
    { describe: `${text} to run` },
  );
}

describe('what goes where', () => {
  it('single statements share a connection, whatever the pool allows', async () => {
    const { database } = await setup({ max: 1, pipeline });
    const pids = await Promise.all(Array.from({ length: 20 }, async () => session(database)));
    expect(new Set(pids).size).toBe(1);
    expect(database.pool.totalCount).toBe(0);
  });

  it('a transaction has a connection of its own, and statements beside it see what it committed', async () => {
    const { database } = await setup({ max: 1, pipeline });
    await sql(database, 'CREATE TABLE things (n int)');
    const shared = await session(database);
    await database.transaction(async (tx) => {
      await sql(tx, 'INSERT INTO things VALUES (1)');
      expect(await session(tx)).not.toBe(shared);
      expect((await sql(database, 'SELECT n FROM things')).rows).toEqual([]);
    });
    expect((await sql(database, 'SELECT n FROM things')).rows).toEqual([[1]]);
  });

  it('what concerns the session goes over the pool, as without pipelines', async () => {
    const { database } = await setup({ max: 1, pipeline });
    const shared = await session(database);
    await sql(database, "SET application_name = 'set by a statement'");
    await sql(database, '/* by hand */ BEGIN');
    expect(await session(database)).toBe(shared);
    const { rows } = await database.pool.query('SHOW application_name');
    expect(rows).toEqual([{ application_name: 'set by a statement' }]);
    expect((await sql(database, 'SHOW application_name')).rows).toEqual([['kongflow']]);
    await sql(database, 'ROLLBACK');
  });

  it('a batch goes over the pool, and is all or nothing', async () => {
    const { database } = await setup({ max: 1, pipeline });
    await sql(database, 'CREATE TABLE things (n int PRIMARY KEY)');
    const insert = { name: 'Insert_1', text: 'INSERT INTO things VALUES ($1)' };
    await batchexec(database, insert, [1, 2], (n) => [n]);
    expect(database.pool.totalCount).toBe(1);
    await expect(batchexec(database, insert, [3, 1], (n) => [n])).rejects.toMatchObject({ index: 1 });
    expect((await sql(database, 'SELECT n FROM things ORDER BY n')).rows).toEqual([[1], [2]]);
  });

  it('a listener hears what a statement notifies', async () => {
    const { database } = await setup({ pipeline });
    const heard: string[] = [];
    const connected = Promise.withResolvers<undefined>();
    const listener = new NotificationListener({
      database,
      channels: ['prices'],
      onNotification: (payload) => heard.push(payload),
      onConnected: () => connected.resolve(undefined),
      onError: (error) => connected.reject(error),
    });
    listener.start();
    onTestFinished(async () => listener.stop());
    await connected.promise;
    await sql(database, "SELECT pg_notify('prices', 'bread')");
    await waitFor(() => heard.length, { describe: 'the notification' });
    expect(heard).toEqual(['bread']);
  });
});

describe('settings', () => {
  it('those of the database reach the shared connections', async () => {
    const { database } = await setup({
      applicationName: 'my-app',
      statementTimeoutMs: 300,
      pipeline: { connections: 3 },
    });
    const pids = await Promise.all(Array.from({ length: 20 }, async () => session(database)));
    expect(new Set(pids).size).toBe(3);
    expect((await sql(database, 'SHOW application_name')).rows).toEqual([['my-app']]);
    await expect(sql(database, 'SELECT pg_sleep(60)')).rejects.toMatchObject({ code: 'TIMEOUT', isRetryable: true });
    expect((await sql(database, 'SELECT 1')).rows).toEqual([[1]]);
  });

  it('a pool of the caller brings its password, its preparation and its time to keep connections', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const { username, password, hostname, port, pathname } = new URL(url);
    const pool = new Pool({
      user: username,
      password: () => password,
      host: hostname,
      port: Number(port),
      database: pathname.slice(1),
      idleTimeoutMillis: 20,
      onConnect: (client) => void client.query("SET application_name = 'prepared'"),
    });
    onTestFinished(async () => pool.end());
    const database = createDatabase({ pool, pipeline: {} });
    expect((await sql(database, 'SHOW application_name')).rows).toEqual([['prepared']]);
    expect(pool.totalCount).toBe(0);
    const admin = open(url);
    await waitFor(
      async () =>
        (await sql(admin, "SELECT 1 FROM pg_stat_activity WHERE application_name = 'prepared'")).rowCount === 0,
      { describe: 'the unused connection to be closed' },
    );
    await database.close();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await expect(sql(database, 'SELECT 1')).rejects.toMatchObject({ code: 'CONNECTION' });
  });

  it.each([{ connections: 0 }, { connections: 1.5 }, { conections: 2 }, { maxPending: 0 }, 'yes'])(
    'refuses %j',
    (wrong) => {
      const connectionString = 'postgres://nobody@127.0.0.1:1/nothing';
      for (const options of [{ connectionString }, { pool: new Pool({ connectionString }) }]) {
        // @ts-expect-error: the last two are no configuration, as JavaScript may write it.
        expect(() => createDatabase({ ...options, pipeline: wrong })).toThrow(
          expect.objectContaining({ code: 'INVALID_CONFIG' }),
        );
      }
    },
  );
});

describe('failures', () => {
  it("are a DatabaseError, and its neighbours' no concern", async () => {
    const { database } = await setup({ pipeline });
    await sql(database, 'CREATE TABLE things (n int CONSTRAINT one_of_each PRIMARY KEY)');
    const insert = async (n: number): Promise<unknown> =>
      sql(database, 'INSERT INTO things VALUES ($1)', [n], 'Insert_1');
    const [first, second, third] = await Promise.allSettled([insert(1), insert(1), insert(2)]);
    expect([first?.status, third?.status]).toEqual(['fulfilled', 'fulfilled']);
    const reason: unknown = second?.status === 'rejected' ? second.reason : undefined;
    expect(isDatabaseError(reason, 'UNIQUE_VIOLATION', 'one_of_each')).toBe(true);
    expect(reason).toMatchObject({ message: expect.stringContaining('Insert_1') });
  });

  it('a cut connection leaves the outcome open and is not retryable; the next statement works', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const way = await relay(url);
    const database = open(way.url, { pipeline });
    const admin = open(url);
    const failures = [
      failureOf(sql(database, 'SELECT pg_sleep(60)', [], 'Sleep_1')),
      failureOf(sql(database, 'SELECT 1', [], 'Behind_1')),
    ];
    await running(admin, 'SELECT pg_sleep');
    way.cut();
    for (const [index, name] of ['Sleep_1', 'Behind_1'].entries())
      expect(await failures[index]).toMatchObject({
        code: 'CONNECTION',
        isRetryable: false,
        message: expect.stringMatching(new RegExp(`took effect is unknown.*${name}`)),
      });
    expect((await sql(database, 'SELECT 1')).rows).toEqual([[1]]);
  });

  it('a server that is not there is a retryable error of each, and of nobody else', async () => {
    const onBackgroundError = vi.fn<BackgroundErrorListener>();
    const database = createDatabase({
      connectionString: 'postgres://nobody@127.0.0.1:1/nothing',
      pipeline,
      onBackgroundError,
    });
    onTestFinished(async () => database.close());
    for (const failure of [failureOf(sql(database, 'SELECT 1')), failureOf(sql(database, 'SELECT 1'))])
      expect(await failure).toMatchObject({ code: 'CONNECTION', isRetryable: true });
    expect(onBackgroundError).not.toHaveBeenCalled();
  });

  it('a server that does not answer the connection is a TIMEOUT', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const way = await relay(url);
    way.silence();
    const database = open(way.url, { pipeline, connectionTimeoutMs: 300 });
    await expect(sql(database, 'SELECT 1')).rejects.toMatchObject({ code: 'TIMEOUT', isRetryable: true });
    way.recover();
    expect((await sql(database, 'SELECT 1')).rows).toEqual([[1]]);
  });

  it('more statements than may wait are refused, retryable, before they are sent', async () => {
    const { database, url } = await setup({ pipeline: { connections: 1, maxPending: 2 } });
    const admin = open(url, { max: 1 });
    await sql(admin, 'SELECT pg_advisory_lock(1)');
    const under = [sql(database, 'SELECT pg_advisory_xact_lock(1)'), sql(database, 'SELECT 1')];
    expect(await failureOf(sql(database, 'SELECT 2', [], 'Third_1'))).toMatchObject({
      code: 'CONNECTION',
      isRetryable: true,
      message: expect.stringMatching(/Too many statements.*Third_1/),
    });
    // What goes over the pool does not count.
    expect(await database.transaction(async (tx) => (await sql(tx, 'SELECT 3')).rows)).toEqual([[3]]);
    await sql(admin, 'SELECT pg_advisory_unlock(1)');
    await Promise.all(under);
    expect((await sql(database, 'SELECT 4')).rows).toEqual([[4]]);
  });

  it('an answer that does not come is a TIMEOUT with query_timeout of a pool of the caller', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const way = await relay(url);
    const pool = new Pool({ connectionString: way.url, query_timeout: 300 });
    onTestFinished(async () => pool.end());
    const database = createDatabase({ pool, pipeline });
    onTestFinished(async () => database.close());
    await sql(database, 'SELECT 1');
    way.silence();
    expect(await failureOf(sql(database, 'SELECT 2'))).toMatchObject({ code: 'TIMEOUT', isRetryable: false });
    way.recover();
    expect((await sql(database, 'SELECT 3')).rows).toEqual([[3]]);
  });

  it('an unused connection that breaks is reported and replaced', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const onBackgroundError = vi.fn<BackgroundErrorListener>();
    const database = createDatabase({ connectionString: url, pipeline, onBackgroundError });
    onTestFinished(async () => database.close());
    const pid = await session(database);
    await sql(open(url), 'SELECT pg_terminate_backend($1)', [pid]);
    await waitFor(() => onBackgroundError.mock.calls.length > 0, { describe: 'the broken connection to be noticed' });
    expect(onBackgroundError.mock.calls).toEqual([[expect.objectContaining({ code: '57P01' }), 'idle connection']]);
    expect(await session(database)).not.toBe(pid);
  });
});

describe('close', () => {
  it('waits for what is under way on either kind of connection, and refuses the rest', async () => {
    const { database, url } = await setup({ pipeline });
    const admin = open(url, { max: 1 });
    await sql(admin, 'SELECT pg_advisory_lock(1)');
    const under = sql(database, 'SELECT pg_advisory_xact_lock(1), 7');
    await running(admin, 'SELECT pg_advisory_xact_lock');
    let over = false;
    const close = database.close().then(() => (over = true));
    expect(await failureOf(sql(database, 'SELECT 1'))).toMatchObject({
      code: 'CONNECTION',
      isRetryable: false,
      message: expect.stringContaining('closed'),
    });
    await expect(database.transaction(async () => undefined)).rejects.toMatchObject({ code: 'CONNECTION' });
    expect(over).toBe(false);
    await sql(admin, 'SELECT pg_advisory_unlock(1)');
    expect((await under).rows[0]?.[1]).toBe(7);
    await close;
  });
});
