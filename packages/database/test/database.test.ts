import { createDatabase, Database, type BackgroundErrorListener } from '@kongflow/database';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { Pool } from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { relay } from './support/relay.ts';
import { failureOf, open, setup, sql } from './support/setup.ts';

test('a query gives rows as arrays and the count of rows touched', async () => {
  const { database } = await setup();
  expect(await sql(database, 'SELECT $1::int, $2::text', [1, 'a'])).toMatchObject({ rows: [[1, 'a']], rowCount: 1 });
  await sql(database, 'CREATE TABLE things (n int)');
  expect((await sql(database, 'INSERT INTO things SELECT generate_series(1, 3)')).rowCount).toBe(3);
});

test('a named statement is prepared once a connection', async () => {
  const { database } = await setup({ max: 1 });
  for (const value of [1, 2, 3]) {
    expect((await sql(database, 'SELECT $1::int', [value], 'GetNumber_1')).rows).toEqual([[value]]);
  }
  const prepared = await sql(database, 'SELECT name FROM pg_prepared_statements');
  expect(prepared.rows).toEqual([['GetNumber_1']]);
});

test('the configuration reaches the session', async () => {
  const { database } = await setup({
    applicationName: 'my-app',
    statementTimeoutMs: 1_234,
    idleInTransactionTimeoutMs: 5_678,
  });
  const { rows } = await sql(
    database,
    "SELECT current_setting('application_name'), current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')",
  );
  expect(rows).toEqual([['my-app', '1234ms', '5678ms']]);
});

test('a statement that takes too long is cancelled', async () => {
  const { database } = await setup({ statementTimeoutMs: 500 });
  await expect(sql(database, 'SELECT pg_sleep(60)')).rejects.toMatchObject({ code: 'TIMEOUT', isRetryable: true });
  expect((await sql(database, 'SELECT 1')).rows).toEqual([[1]]);
});

test('waiting for a connection ends with an error that says what to look for', async () => {
  const { database } = await setup({ max: 1, connectionTimeoutMs: 2_000 });
  await database.transaction(async () => {
    await expect(sql(database, 'SELECT 1')).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('max'),
    });
  });
  expect((await sql(database, 'SELECT 1')).rows).toEqual([[1]]);
});

test('a pool that was passed in is used and stays open', async () => {
  const { url } = await createTestDatabase({ empty: true });
  const pool = new Pool({ connectionString: url });
  onTestFinished(async () => pool.end());
  const database = createDatabase({ pool });
  expect(database.pool).toBe(pool);
  await database.close();
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  expect(pool.listenerCount('error')).toBe(0);
});

test('close() shares one close; a query after it is a clear error', async () => {
  const { database } = await setup();
  await Promise.all([database.close(), database.close()]);
  await database.close();
  await expect(sql(database, 'SELECT 1')).rejects.toMatchObject({
    code: 'CONNECTION',
    message: expect.stringContaining('closed'),
  });
});

test('`await using` closes it', async () => {
  const { url } = await createTestDatabase({ empty: true });
  let pool: Pool;
  {
    await using database = new Database(new Pool({ connectionString: url }), { ownsPool: true });
    pool = database.pool;
    await sql(database, 'SELECT 1');
  }
  expect(pool.ended).toBe(true);
});

async function terminateOthers(url: string): Promise<void> {
  const admin = open(url);
  await sql(
    admin,
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await admin.close();
}

test('an idle connection that breaks is reported and replaced, and ends nothing', async () => {
  const { url } = await createTestDatabase({ empty: true });
  const onBackgroundError = vi.fn<BackgroundErrorListener>();
  const database = createDatabase({ connectionString: url, onBackgroundError });
  onTestFinished(async () => database.close());
  await sql(database, 'SELECT 1');
  await terminateOthers(url);
  await waitFor(() => onBackgroundError.mock.calls.length > 0, { describe: 'the broken connection to be noticed' });
  expect(onBackgroundError.mock.calls[0]).toEqual([expect.objectContaining({ code: '57P01' }), 'idle connection']);
  expect((await sql(database, 'SELECT 1')).rows).toEqual([[1]]);
});

test('without a listener it is a warning', async () => {
  const { database, url } = await setup();
  const warnings: Error[] = [];
  const listener = (warning: Error): void => void warnings.push(warning);
  process.on('warning', listener);
  onTestFinished(() => void process.off('warning', listener));
  await sql(database, 'SELECT 1');
  await terminateOthers(url);
  await waitFor(() => warnings.length > 0, { describe: 'the warning' });
  expect(warnings[0]).toMatchObject({
    name: 'KongflowDatabaseWarning',
    message: expect.stringContaining('idle connection'),
  });
});

test('a connection that the server ends during a query is a retryable error of that query', async () => {
  const { database, url } = await setup();
  await sql(database, 'SELECT 1');
  const failure = failureOf(sql(database, 'SELECT pg_sleep(60)'));
  const admin = open(url);
  const busy = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()";
  await waitFor(async () => (await sql(admin, busy)).rowCount, { describe: 'the query to run' });
  await terminateOthers(url);
  expect(await failure).toMatchObject({ code: 'CONNECTION', isRetryable: true });
  expect((await sql(database, 'SELECT 1')).rows).toEqual([[1]]);
});

test('a connection cut in the middle leaves the outcome open, and says so', async () => {
  const { url } = await createTestDatabase({ empty: true });
  const way = await relay(url);
  const database = open(way.url);
  await sql(database, 'SELECT 1');
  const failure = failureOf(sql(database, 'SELECT pg_sleep(60)', [], 'Sleep_1'));
  const admin = open(url);
  const busy = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()";
  await waitFor(async () => (await sql(admin, busy)).rowCount, { describe: 'the query to run' });
  way.cut();
  expect(await failure).toMatchObject({
    code: 'CONNECTION',
    isRetryable: false,
    message: expect.stringMatching(/took effect is unknown.*Sleep_1/s),
  });
  expect((await sql(database, 'SELECT 1')).rows).toEqual([[1]]);
});

test('a COMMIT whose answer is lost is not reported as retryable', async () => {
  const { url } = await createTestDatabase({ empty: true });
  const way = await relay(url);
  const database = open(way.url);
  const committed = vi.fn<() => void>();
  const work = database.transaction(async (tx) => {
    tx.afterCommit(committed);
    await sql(tx, 'SELECT 1');
    way.cut();
  });
  await expect(work).rejects.toMatchObject({
    code: 'CONNECTION',
    isRetryable: false,
    message: expect.stringContaining('COMMIT'),
  });
  expect(committed).not.toHaveBeenCalled();
});
