import { waitFor } from '@kongflow/testing';
import { expect, test } from 'vitest';
import { createBundle } from './support/bundle.ts';
import { createGate } from './support/gate.ts';

const later = new Date('2099-01-01T00:00:00Z');

test('30 racing enqueues of one key from two processes leave one pending job', async () => {
  const { queue, jobs } = await createBundle();
  const queues = [queue(), queue()];
  const stored = await Promise.all(
    Array.from({ length: 30 }, async (_, value) =>
      queues[value % 2]!.enqueue('keyed', { key: 'a', value }, { runAt: later }),
    ),
  );
  expect(new Set(stored.map(({ id }) => id)).size).toBe(1);
  expect(await jobs()).toHaveLength(1);
});

test('racing enqueues against a running worker lose no last value and deadlock nowhere', async () => {
  const { queue, jobs, log } = await createBundle();
  const workers = [queue({ concurrency: 4 }), queue({ concurrency: 4 })];
  const last = new Set<string>();
  for (const worker of workers) {
    worker.handle('keyed', async ({ key, value }) => {
      // Not the order: a job that was claimed before its key was used again may still begin after its successor.
      if (value === 901) last.add(key);
      if (value % 3 === 0) throw new Error('again');
    });
    await worker.start();
  }
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) =>
        workers[n % 2]!.enqueue('keyed', { key: `key-${n % 5}`, value: round * 100 + 1 }),
      ),
    );
  }
  await waitFor(async () => (await jobs("state < 'completed'")).length === 0);
  expect([...last].toSorted()).toEqual(['key-0', 'key-1', 'key-2', 'key-3', 'key-4']);
  // A key that is used again between a retry's look and its write stops the write: the next try finds it superseded.
  const isLostRace = (fields: unknown) => JSON.stringify(fields).includes('UNIQUE_VIOLATION');
  const troubles = log.filter(({ message }) => /failed|could not/i.test(message) && !message.startsWith('A job'));
  expect(troubles.filter(({ fields }) => !isLostRace(fields))).toEqual([]);
});

test('replace overwrites payload, run time, priority, attempts and serial key of the pending job', async () => {
  const { queue, jobs, rows } = await createBundle();
  const enqueuer = queue();
  const first = await enqueuer.enqueue(
    'keyed',
    { key: 'a', value: 1 },
    { runAt: later, priority: 9, maxAttempts: 2, serialKey: 'one' },
  );
  await rows("UPDATE kongflow_queue.job SET retry_count = 1, started_on = now(), state = 'retry', output = '{}'");
  const second = await enqueuer.enqueue('keyed', { key: 'a', value: 2 });
  // A job that was claimed before gets a new id with its new attempts.
  expect(second.id).not.toBe(first.id);
  const [job, ...others] = await jobs();
  expect(others).toEqual([]);
  expect(job).toMatchObject({
    id: second.id,
    payload: { key: 'a', value: 2 },
    priority: 0,
    retry_limit: 2,
    retry_count: 0,
    state: 'created',
    started_on: null,
    output: null,
    group_id: null,
  });
  expect(job!['start_after']).toBeInstanceOf(Date);
  expect(Number(job!['start_after'])).toBeLessThanOrEqual(Date.now() + 1000);
});

test('preserve_run_at keeps the run time of a job never attempted, and only of that', async () => {
  const { queue, jobs, rows } = await createBundle();
  const enqueuer = queue();
  await enqueuer.enqueue('keyed', { key: 'p', value: 1 }, { runAt: later });
  await enqueuer.enqueue('keyed', { key: 'p', value: 2 }, { jobKeyMode: 'preserve_run_at' });
  expect(await jobs()).toMatchObject([{ payload: { value: 2 }, start_after: later }]);
  await rows("UPDATE kongflow_queue.job SET retry_count = 0, started_on = now(), state = 'retry'");
  const sooner = new Date('2098-01-01T00:00:00Z');
  await enqueuer.enqueue('keyed', { key: 'p', value: 3 }, { jobKeyMode: 'preserve_run_at', runAt: sooner });
  expect(await jobs()).toMatchObject([{ payload: { value: 3 }, start_after: sooner }]);
});

test('a key that is used again while its job runs: the new job runs, too; the old one is not repeated', async () => {
  const { queue, jobs, log } = await createBundle();
  const worker = queue();
  const gate = createGate();
  const seen: number[] = [];
  const exhausted: number[] = [];
  worker.handle(
    'keyed',
    async ({ value }) => {
      seen.push(value);
      if (value !== 1) return;
      await gate.opened;
      throw new Error('superseded');
    },
    {
      onExhausted: async ({ value }) => {
        exhausted.push(value);
      },
    },
  );
  await worker.start();
  const first = await worker.enqueue('keyed', { key: 'r', value: 1 });
  await waitFor(() => seen.length === 1);
  const second = await worker.enqueue('keyed', { key: 'r', value: 2 });
  expect(second.id).not.toBe(first.id);
  await waitFor(() => seen.length === 2);
  gate.open();
  await waitFor(async () => (await jobs("state = 'failed'")).length === 1);
  await waitFor(async () => (await jobs("state < 'completed'")).length === 0);
  expect(seen).toEqual([1, 2]);
  expect(exhausted).toEqual([]);
  expect(await jobs("name = 'dead'")).toEqual([]);
  expect(log.filter(({ level }) => level === 'error')).toEqual([]);
  expect(worker.metrics()['default']).toMatchObject({ superseded: 1, exhausted: 0 });
});

test('a superseded job that succeeds ends like any other', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue();
  const gate = createGate();
  const seen: number[] = [];
  worker.handle('keyed', async ({ value }) => {
    seen.push(value);
    if (value === 1) await gate.opened;
  });
  await worker.start();
  await worker.enqueue('keyed', { key: 'r', value: 1 });
  await waitFor(() => seen.length === 1);
  await worker.enqueue('keyed', { key: 'r', value: 2 }, { runAt: later });
  gate.open();
  await waitFor(async () => (await jobs()).length === 1);
  expect(await jobs()).toMatchObject([{ singleton_key: 'k:r', payload: { value: 2 }, state: 'created' }]);
});

test('dequeue: gone after a commit, kept by a rollback, false when there was nothing', async () => {
  const { queue, jobs, database } = await createBundle();
  const enqueuer = queue();
  await enqueuer.enqueue('keyed', { key: 'd', value: 1 }, { runAt: later });
  await enqueuer.enqueue('long', { n: 1 }, { jobKey: 'elsewhere', runAt: later });
  const inside = database.transaction(async (tx) => {
    expect(await enqueuer.dequeue('k:d', { tx })).toBe(true);
    throw new Error('roll back');
  });
  await expect(inside).rejects.toThrow('roll back');
  expect(await jobs()).toHaveLength(2);
  expect(await enqueuer.dequeue('k:d')).toBe(true);
  expect(await enqueuer.dequeue('elsewhere')).toBe(true);
  expect(await enqueuer.dequeue('k:d')).toBe(false);
  expect(await jobs()).toEqual([]);
});

test('dequeue of a running job lets it end, without repeats and without onExhausted', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue();
  const gate = createGate();
  let attempts = 0;
  let exhausted = 0;
  worker.handle(
    'keyed',
    async () => {
      attempts += 1;
      await gate.opened;
      throw new Error('fails');
    },
    {
      onExhausted: async () => {
        exhausted += 1;
      },
    },
  );
  await worker.start();
  await worker.enqueue('keyed', { key: 'x', value: 1 });
  await waitFor(() => attempts === 1);
  expect(await worker.dequeue('k:x')).toBe(false);
  gate.open();
  await waitFor(async () => (await jobs("state = 'failed'")).length === 1);
  // The dead letter queue is written by the statement that fails the job: nothing can follow.
  expect(await jobs("name = 'dead'")).toEqual([]);
  expect([attempts, exhausted]).toEqual([1, 0]);
});
