import { isDatabaseError } from '@kongflow/database';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { createDatabase } from '@kongflow/database';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkerQueue, QueueError } from '../src/index.ts';
import { createBundle } from './support/bundle.ts';
import { catalogue } from './support/catalogue.ts';

test('a job of a transaction starts after the commit, and never after a rollback', async () => {
  const { queue, database } = await createBundle();
  const worker = queue();
  const seen: number[] = [];
  worker.handle('plain', async ({ n }) => {
    seen.push(n);
  });
  await worker.start();

  const failure = new Error('roll back');
  await expect(
    database.transaction(async (tx) => {
      await worker.enqueue('plain', { n: 1 }, { tx });
      throw failure;
    }),
  ).rejects.toBe(failure);
  await database.transaction(async (tx) => {
    await worker.enqueue('plain', { n: 2 }, { tx });
    // Long enough in the transaction for a job that leaked out of it to start.
    await worker.enqueue('plain', { n: 3 });
    await waitFor(() => seen.includes(3));
    expect(seen).toEqual([3]);
  });
  await waitFor(() => seen.includes(2));
  expect(seen).toEqual([3, 2]);
});

test('a keyed job of a transaction that rolls back leaves the pending job as it was', async () => {
  const { queue, database, jobs } = await createBundle();
  const enqueuer = queue();
  const runAt = new Date('2099-01-01T00:00:00Z');
  await enqueuer.enqueue('keyed', { key: 'a', value: 1 }, { runAt });
  await database
    .transaction(async (tx) => {
      await enqueuer.enqueue('keyed', { key: 'a', value: 2 }, { tx });
      throw new Error('roll back');
    })
    .catch(() => undefined);
  expect(await jobs()).toMatchObject([{ payload: { key: 'a', value: 1 }, start_after: runAt }]);
});

test('another process is woken by the enqueue, not by its poll', async () => {
  const { queue } = await createBundle();
  const enqueuer = queue();
  const worker = queue({ pollIntervalMs: 600_000 });
  const seen: number[] = [];
  worker.handle('plain', async ({ n }) => {
    seen.push(n);
  });
  await worker.start();
  // The first finds the worker listening or not yet; the second certainly finds it asleep.
  for (const n of [1, 2]) {
    await waitFor(async () => {
      if (seen.length === 0) await enqueuer.enqueue('plain', { n: 0 });
      return seen.length > 0;
    });
    await enqueuer.enqueue('plain', { n });
    await waitFor(() => seen.includes(n));
  }
});

test('runAt is kept, also where only another process could know of it', async () => {
  const { queue } = await createBundle();
  const worker = queue({ pollIntervalMs: 200 });
  const started: number[] = [];
  worker.handle('plain', async () => {
    started.push(Date.now());
  });
  await worker.start();
  const runAt = new Date(Date.now() + 700);
  await queue({ pollIntervalMs: 200 }).enqueue('plain', { n: 1 }, { runAt });
  await waitFor(() => started.length > 0);
  expect(started[0]).toBeGreaterThanOrEqual(runAt.getTime() - 1);
});

test('payloads arrive parsed: dates are dates, defaults are filled in, unknown members are gone', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue();
  const at = new Date('2024-02-29T12:34:56.789Z');
  const payload = { at, extra: true };
  await worker.enqueue('dated', payload);
  expect(await jobs()).toMatchObject([{ payload: { at: at.toISOString(), note: 'none' } }]);
  const seen: unknown[] = [];
  worker.handle('dated', async (received) => {
    seen.push(received);
  });
  await worker.start();
  await waitFor(() => seen.length > 0);
  expect(seen).toEqual([{ at, note: 'none' }]);
});

test('what does not fit is refused before anything is stored, without its values in the message', async () => {
  const { queue, jobs } = await createBundle();
  const enqueuer = queue();
  const bad: { n: number } = JSON.parse('{"n":"tr_prod_verysecret"}');
  await expect(enqueuer.enqueue('plain', bad)).rejects.toMatchObject({
    code: 'INVALID_PAYLOAD',
    message: expect.not.stringContaining('verysecret'),
  });
  await expect(enqueuer.enqueue('keyed', { key: 'a\0b', value: 1 })).rejects.toMatchObject({ code: 'INVALID_PAYLOAD' });
  await expect(enqueuer.enqueue('plain', { n: 1 }, { maxAttempts: 0 })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  await expect(enqueuer.enqueue('plain', { n: 1 }, { priority: 0.5 })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  await expect(enqueuer.enqueue('plain', { n: 1 }, { runAt: new Date('x') })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  await expect(enqueuer.enqueue('plain', { n: 1 }, { jobKey: 'x'.repeat(513) })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  const misplaced = { priority: 1, options: { runAt: new Date('2099-01-01') } };
  await expect(enqueuer.enqueue('plain', { n: 1 }, { ...misplaced })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining('"options"'),
  });
  await expect(
    enqueuer.enqueueMany([{ task: 'plain' as const, payload: { n: 1 }, ...misplaced }]),
  ).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  const unknown: 'plain' = JSON.parse('"toString"');
  await expect(enqueuer.enqueue(unknown, { n: 1 })).rejects.toMatchObject({ code: 'UNKNOWN_TASK' });
  expect(await jobs()).toEqual([]);
});

test('enqueueMany stores all in the order given, or none', async () => {
  const { queue, jobs, database } = await createBundle();
  const enqueuer = queue();
  const runAt = new Date('2099-01-01T00:00:00Z');
  const stored = await enqueuer.enqueueMany([
    { task: 'plain', payload: { n: 1 }, priority: 5 },
    { task: 'keyed', payload: { key: 'a', value: 1 }, runAt },
    { task: 'long', payload: { n: 2 } },
    { task: 'keyed', payload: { key: 'a', value: 2 }, runAt },
  ]);
  expect(stored).toHaveLength(4);
  expect(stored[3]?.id).toBe(stored[1]?.id);
  const rows = await jobs();
  expect(new Map(rows.map((row) => [row['id'], row['payload']]))).toEqual(
    new Map<unknown, unknown>([
      [stored[0]?.id, { n: 1 }],
      [stored[1]?.id, { key: 'a', value: 2 }],
      [stored[2]?.id, { n: 2 }],
    ]),
  );
  expect(rows.find((row) => row['id'] === stored[2]?.id)).toMatchObject({ name: 'execution' });
  expect(rows.find((row) => row['id'] === stored[0]?.id)).toMatchObject({ priority: -5 });

  await expect(
    enqueuer.enqueueMany([
      { task: 'plain', payload: { n: 3 } },
      { task: 'plain', payload: JSON.parse('{}') },
    ]),
  ).rejects.toMatchObject({ code: 'INVALID_PAYLOAD' });
  await database
    .transaction(async (tx) => {
      await enqueuer.enqueueMany([{ task: 'plain', payload: { n: 4 } }], { tx });
      throw new Error('roll back');
    })
    .catch(() => undefined);
  expect(await enqueuer.enqueueMany([])).toEqual([]);
  expect(await jobs()).toHaveLength(3);
});

test('one statement an enqueue, with or without a key; one a batch', async () => {
  const { queue, database, rows } = await createBundle();
  const enqueuer = queue();
  // pg-boss reads its queue's settings once.
  await enqueuer.enqueue('plain', { n: 0 });
  const count = async (work: (tx: Parameters<Parameters<typeof database.transaction>[0]>[0]) => Promise<unknown>) =>
    database.transaction(async (tx) => {
      let statements = 0;
      const counted: typeof tx = {
        client: tx.client,
        afterCommit: (callback) => tx.afterCommit(callback),
        query: async (config) => {
          statements += 1;
          return tx.query(config);
        },
      };
      await work(counted);
      return statements;
    });
  expect(await count(async (tx) => enqueuer.enqueue('plain', { n: 1 }, { tx }))).toBe(1);
  expect(await count(async (tx) => enqueuer.enqueue('keyed', { key: 'a', value: 1 }, { tx }))).toBe(1);
  expect(await count(async (tx) => enqueuer.enqueue('keyed', { key: 'a', value: 2 }, { tx }))).toBe(1);
  expect(await count(async (tx) => enqueuer.dequeue('k:a', { tx }))).toBe(1);
  const many = Array.from({ length: 500 }, (_, n) => ({ task: 'plain' as const, payload: { n } }));
  expect(await count(async (tx) => enqueuer.enqueueMany(many, { tx }))).toBe(1);
  const manyKeyed = many.map(({ payload: { n } }) => ({ task: 'keyed' as const, payload: { key: `m${n}`, value: n } }));
  expect(await count(async (tx) => enqueuer.enqueueMany(manyKeyed, { tx }))).toBe(1);
  expect(await count(async (tx) => enqueuer.enqueueMany([...many, ...manyKeyed], { tx }))).toBe(2);
  expect(await rows('SELECT count(*)::int AS n FROM kongflow_queue.job')).toEqual([{ n: 1502 }]);
});

test('a key that occurs twice in a batch keeps the later job, and both get its id', async () => {
  const { queue, jobs } = await createBundle();
  const [first, plain, second] = await queue().enqueueMany([
    { task: 'keyed', payload: { key: 'a', value: 1 } },
    { task: 'plain', payload: { n: 1 } },
    { task: 'keyed', payload: { key: 'a', value: 2 } },
  ]);
  expect(first).toEqual(second);
  expect(plain).not.toEqual(first);
  expect(await jobs("singleton_key = 'k:a'")).toMatchObject([{ id: first?.id, data: { payload: { value: 2 } } }]);
});

test('a database without the queue says so; one that is away is a database error', async () => {
  const { url } = await createTestDatabase({ empty: true });
  const database = createDatabase({ connectionString: url });
  onTestFinished(async () => database.close());
  const queue = createWorkerQueue({ database, catalogue });
  const notInstalled = expect.objectContaining({
    code: 'NOT_INSTALLED',
    message: expect.stringContaining('installQueue'),
  });
  await expect(queue.enqueue('plain', { n: 1 })).rejects.toEqual(notInstalled);
  await expect(queue.enqueue('keyed', { key: 'a', value: 1 })).rejects.toEqual(notInstalled);
  await expect(queue.dequeue('k:a')).rejects.toEqual(notInstalled);
  queue.handle('plain', async () => undefined);
  await expect(queue.start()).rejects.toEqual(notInstalled);
  await expect(queue.start()).rejects.toBeInstanceOf(QueueError);
  await queue.stop();

  const away = createDatabase({ connectionString: 'postgres://127.0.0.1:1/nowhere' });
  onTestFinished(async () => away.close());
  const error: unknown = await createWorkerQueue({ database: away, catalogue })
    .enqueue('keyed', { key: 'a', value: 1 })
    .catch((thrown: unknown) => thrown);
  expect(isDatabaseError(error, 'CONNECTION')).toBe(true);
});
