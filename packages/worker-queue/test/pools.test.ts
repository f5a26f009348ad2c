import { createDatabase } from '@kongflow/database';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkerQueue } from '../src/index.ts';
import { createBundle } from './support/bundle.ts';
import { catalogue } from './support/catalogue.ts';

test('works on the pool of a host application, whose password no enumeration shows', async () => {
  const { url } = await createTestDatabase();
  const { hostname, port, username, password, pathname } = new URL(url);
  const pool = new Pool({
    host: hostname,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
  });
  onTestFinished(async () => pool.end());
  const database = createDatabase({ pool });
  const queue = createWorkerQueue({ database, catalogue, pollIntervalMs: 600_000 });
  let runs = 0;
  queue.handle('plain', async () => {
    runs += 1;
  });
  await queue.start();
  const listening = async (): Promise<boolean> => {
    const { rows } = await pool.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    return rows.length === 1;
  };
  await waitFor(listening);
  await queue.enqueue('plain', { n: 1 });
  await waitFor(() => runs === 1);
  await queue.stop();
  await waitFor(async () => !(await listening()));
});

test('a pool of one connection is enough, however slowly', async () => {
  const { url } = await createTestDatabase();
  const database = createDatabase({ connectionString: url, max: 1 });
  onTestFinished(async () => database.close());
  const queue = createWorkerQueue({ database, catalogue });
  // The very first, before anything is known of the queue: no second connection can be had.
  await database.transaction(async (tx) => queue.enqueue('plain', { n: 50 }, { tx }));
  const seen = new Set<number>();
  queue.handle('plain', async ({ n }) => void seen.add(n));
  await queue.start();
  for (let n = 0; n < 50; n += 1) await database.transaction(async (tx) => queue.enqueue('plain', { n }, { tx }));
  await waitFor(() => seen.size === 51);
  await queue.stop();
});

test('a worker claims only from pools of which it has handlers', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue();
  let plain = 0;
  worker.handle('plain', async () => {
    plain += 1;
  });
  await worker.start();
  await worker.enqueue('long', { n: 1 });
  await worker.enqueue('plain', { n: 1 });
  await waitFor(() => plain === 1);
  await waitFor(async () => (await jobs()).length === 1);
  expect(await jobs()).toMatchObject([{ name: 'execution', state: 'created' }]);
  expect(Object.keys(worker.metrics())).toEqual(['default', 'dead']);
});

test('a queue without handlers starts, enqueues and stops', async () => {
  const { queue, jobs } = await createBundle();
  const enqueuer = queue();
  await enqueuer.start();
  await enqueuer.enqueue('plain', { n: 1 });
  await enqueuer.stop();
  expect(enqueuer.metrics()).toEqual({});
  expect(await jobs()).toMatchObject([{ state: 'created' }]);
});
