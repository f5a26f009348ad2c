import { waitFor } from '@kongflow/testing';
import { expect, test } from 'vitest';
import { createBundle } from './support/bundle.ts';
import { createGate } from './support/gate.ts';

const terminateOthers = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;

test('a worker whose connections are cut goes on, settles what it ran and listens again', async () => {
  const { queue, rows, jobs } = await createBundle();
  const worker = queue({ pollIntervalMs: 600_000 });
  const gate = createGate();
  const seen: number[] = [];
  worker.handle('plain', async ({ n }) => {
    seen.push(n);
    if (n === 1) await gate.opened;
  });
  await worker.start();
  await worker.enqueue('plain', { n: 1 });
  await waitFor(() => seen.includes(1));
  for (let round = 0; round < 3; round += 1) {
    await rows(terminateOthers);
    await waitFor(async () => {
      const [listener] = await rows(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
      );
      return listener?.['n'] === 1;
    });
  }
  gate.open();
  // From another process, so that only a notification can tell.
  await queue().enqueue('plain', { n: 2 });
  await waitFor(() => seen.includes(2));
  await waitFor(async () => (await jobs()).length === 0);
  expect(seen).toEqual([1, 2]);
});

test('claims that fail are tried again', async () => {
  const { queue, rows } = await createBundle();
  const worker = queue({ pollIntervalMs: 50 });
  let done = 0;
  worker.handle('plain', async () => {
    done += 1;
  });
  await worker.start();
  await rows('ALTER TABLE kongflow_queue.job_common RENAME TO away');
  await waitFor(() => (worker.metrics()['default']?.claimErrors ?? 0) >= 2);
  await rows('ALTER TABLE kongflow_queue.away RENAME TO job_common');
  await worker.enqueue('plain', { n: 1 });
  await waitFor(() => done === 1);
});

test('a result that cannot be stored is kept until it can, and the job is not run twice', async () => {
  const { queue, rows, jobs } = await createBundle();
  const worker = queue();
  const gate = createGate();
  let runs = 0;
  worker.handle('plain', async ({ n }) => {
    runs += 1;
    await gate.opened;
    if (n === 2) throw new Error('fails');
  });
  worker.handle('once', async () => {
    await gate.opened;
    throw new Error('fails for good');
  });
  await worker.start();
  await worker.enqueue('plain', { n: 1 });
  await worker.enqueue('plain', { n: 2 }, { maxAttempts: 1 });
  await worker.enqueue('once', { n: 3 });
  await waitFor(() => worker.metrics()['default']?.running === 3);
  await rows(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON kongflow_queue.job_common FOR EACH ROW EXECUTE FUNCTION refuse()`);
  gate.open();
  await waitFor(() => (worker.metrics()['default']?.settleErrors ?? 0) >= 4);
  expect(worker.metrics()['default']?.unsettled).toBe(3);
  await rows('DROP TRIGGER refuse ON kongflow_queue.job_common');
  await waitFor(() => worker.metrics()['default']?.unsettled === 0);
  expect(runs).toBe(2);
  expect(await jobs("name = 'default'")).toMatchObject([{ state: 'failed' }, { state: 'failed' }]);
});

test('a job that another process took over is aborted here, and its result dropped', async () => {
  const { queue, rows, jobs } = await createBundle();
  const worker = queue();
  const gate = createGate();
  let reason: unknown;
  worker.handle('long', async (_, { signal }) => {
    signal.addEventListener('abort', () => {
      reason = signal.reason;
      gate.open();
    });
    await gate.opened;
  });
  await worker.start();
  const { id } = await worker.enqueue('long', { n: 1 });
  await waitFor(() => worker.metrics()['execution']?.running === 1);
  await rows('UPDATE kongflow_queue.job SET retry_count = retry_count + 1 WHERE id = $1', [id]);
  await waitFor(() => reason !== undefined);
  expect(reason).toMatchObject({ code: 'LEASE_LOST' });
  await waitFor(() => worker.metrics()['execution']?.running === 0);
  expect(await jobs()).toMatchObject([{ id, state: 'active', retry_count: 1 }]);
});
