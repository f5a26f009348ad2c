import { waitFor } from '@kongflow/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createBundle, type Bundle } from './support/bundle.ts';

/** Leaves claimed jobs behind, as a process does that died a minute ago. */
async function die(bundle: Bundle, where = 'true'): Promise<void> {
  await bundle.rows(
    `UPDATE kongflow_queue.job SET state = 'active', started_on = now() - interval '2 min', heartbeat_on = now() - interval '1 min'
     WHERE ${where}`,
  );
}

test('several processes look after the dead: every job runs once more, as the next attempt', async () => {
  const bundle = await createBundle();
  const enqueuer = bundle.queue();
  for (let n = 0; n < 20; n += 1) await enqueuer.enqueue('plain', { n });
  await die(bundle);
  const seen: [number, number][] = [];
  for (const worker of [bundle.queue(), bundle.queue(), bundle.queue()]) {
    worker.handle('plain', async ({ n }, { attempt }) => void seen.push([n, attempt]));
    await worker.start();
  }
  await waitFor(async () => seen.length >= 20 && (await bundle.jobs()).length === 0);
  expect(seen.toSorted(([a], [b]) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => [n, 2]));
});

test('jobs that several processes find at once are counted once', async () => {
  const bundle = await createBundle();
  const enqueuer = bundle.queue();
  for (let n = 0; n < 5; n += 1) await enqueuer.enqueue('once', { n });
  for (let n = 0; n < 5; n += 1) await enqueuer.enqueue('flaky', { n });
  await die(bundle);
  const seen: string[] = [];
  const workers = [bundle.queue(), bundle.queue(), bundle.queue()];
  const client = await bundle.database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT FROM kongflow_queue.job FOR UPDATE');
    for (const worker of workers) {
      worker.handle('flaky', async ({ n }) => void seen.push(`flaky ${n}`));
      worker.handle('once', async () => undefined, { onExhausted: async ({ n }) => void seen.push(`once ${n}`) });
      await worker.start();
    }
    await waitFor(
      async () =>
        (
          await bundle.rows(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event <> 'advisory'",
          )
        ).length === workers.length,
    );
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await waitFor(() => seen.length === 10);
  expect(new Set(seen).size).toBe(10);
  for (const worker of workers) await worker.stop();
  const found = bundle.log
    .filter(({ message }) => message.startsWith('Found jobs of a process'))
    .map(({ fields }) => fields);
  // One of them returns the jobs, and it, or another that was quicker, ends those without attempts.
  const FieldsSchema = z.object({ returned: z.number(), ended: z.number() });
  const counts = found.map((fields) => FieldsSchema.parse(fields));
  expect(counts.reduce((sum, { returned }) => sum + returned, 0)).toBe(5);
  expect(counts.reduce((sum, { ended }) => sum + ended, 0)).toBe(5);
});

test('a dead job whose key was used again is not run again and does not reach onExhausted', async () => {
  const bundle = await createBundle();
  const enqueuer = bundle.queue();
  await enqueuer.enqueue('keyed', { key: 'a', value: 1 });
  await die(bundle);
  await enqueuer.enqueue('keyed', { key: 'a', value: 2 });
  const worker = bundle.queue();
  const seen: number[] = [];
  worker.handle('keyed', async ({ value }) => void seen.push(value), {
    onExhausted: async ({ value }) => void seen.push(-value),
  });
  await worker.start();
  await waitFor(async () => (await bundle.jobs("state = 'failed'")).length === 1);
  await waitFor(() => seen.length > 0);
  expect(seen).toEqual([2]);
  expect(await bundle.jobs("name = 'dead'")).toEqual([]);
});

test('a process that dies in onExhausted does not lose it', async () => {
  const bundle = await createBundle();
  const first = bundle.queue();
  first.handle(
    'once',
    async () => {
      throw new Error('the reason');
    },
    {
      onExhausted: async () => {
        throw new Error('not yet');
      },
    },
  );
  await first.start();
  await first.enqueue('once', { n: 1 });
  await waitFor(async () => (await bundle.jobs("name = 'dead' AND retry_count > 0")).length === 1);
  await first.stop();
  await die(bundle, "name = 'dead'");
  const second = bundle.queue();
  const exhausted: unknown[] = [];
  second.handle('once', async () => undefined, {
    onExhausted: async (payload, { message }) => void exhausted.push(payload, message),
  });
  await second.start();
  await waitFor(() => exhausted.length > 0);
  expect(exhausted).toEqual([{ n: 1 }, 'the reason']);
});

test('a job whose process lives is left alone, however long it runs', async () => {
  const bundle = await createBundle();
  const worker = bundle.queue();
  let starts = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.handle('plain', async () => {
    starts += 1;
    await promise;
  });
  await worker.start();
  const { id } = await worker.enqueue('plain', { n: 1 });
  await waitFor(() => starts === 1);
  const beat = async (): Promise<unknown> =>
    (await bundle.rows('SELECT heartbeat_on FROM kongflow_queue.job WHERE id = $1', [id]))[0]?.['heartbeat_on'];
  const first = await beat();
  await waitFor(async () => String(await beat()) !== String(first));
  resolve();
  await waitFor(async () => (await bundle.jobs()).length === 0);
  expect(starts).toBe(1);
});
