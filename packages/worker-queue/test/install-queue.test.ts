import { createDatabase } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import { PgBoss } from 'pg-boss';
import { expect, onTestFinished, test } from 'vitest';
import { installQueue, QUEUE_SCHEMA } from '../src/index.ts';

async function emptyDatabase() {
  const { url } = await createTestDatabase({ empty: true });
  const database = createDatabase({ connectionString: url });
  onTestFinished(async () => database.close());
  return { url, database };
}

test('several processes install at once, and again later, with one result', async () => {
  const { database } = await emptyDatabase();
  await Promise.all(Array.from({ length: 5 }, async () => installQueue(database)));
  await installQueue(database);
  const { rows } = await database.pool.query(
    `SELECT name, policy, dead_letter, notify, heartbeat_seconds, retry_limit FROM kongflow_queue.queue ORDER BY name`,
  );
  const pool = { policy: 'standard', dead_letter: 'dead', notify: false, heartbeat_seconds: 12, retry_limit: 0 };
  expect(rows).toEqual([
    { ...pool, name: 'dead', dead_letter: null, retry_limit: 24 },
    { ...pool, name: 'default' },
    { ...pool, name: 'execution' },
  ]);
  const indexes = await database.pool.query(
    `SELECT indexname FROM pg_indexes WHERE schemaname = 'kongflow_queue' AND indexname LIKE 'kongflow%' ORDER BY 1`,
  );
  expect(indexes.rows.map((row) => row.indexname)).toEqual([
    'kongflow_job_active',
    'kongflow_job_due',
    'kongflow_job_pending_key',
  ]);
});

test('settings of an older release are brought up to date', async () => {
  const { database } = await emptyDatabase();
  await installQueue(database);
  await database.pool.query(`UPDATE kongflow_queue.queue SET heartbeat_seconds = 99, deletion_seconds = 1`);
  await installQueue(database);
  const { rows } = await database.pool.query(
    `SELECT DISTINCT heartbeat_seconds, deletion_seconds FROM kongflow_queue.queue`,
  );
  expect(rows).toEqual([{ heartbeat_seconds: 12, deletion_seconds: 604_800 }]);
});

test('an application’s own pg-boss in the same database is not touched; ours has not drifted', async () => {
  const { database } = await emptyDatabase();
  const db = { executeSql: async (text: string, values?: unknown[]) => database.pool.query(text, values) };
  const theirs = new PgBoss({ db, supervise: false, schedule: false });
  await theirs.start();
  await theirs.createQueue('default');
  await installQueue(database);
  const id = await theirs.send('default', { theirs: true });
  expect(await theirs.findJobs('default')).toMatchObject([{ id }]);
  await theirs.stop({ graceful: false });

  const ours = new PgBoss({ db, schema: QUEUE_SCHEMA, migrate: false, supervise: false, schedule: false });
  await ours.start();
  expect(await ours.detectSchemaDrift()).toMatchObject({ ok: true });
  await ours.stop({ graceful: false });
});
