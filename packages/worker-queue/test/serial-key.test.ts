import { waitFor } from '@kongflow/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { WorkerQueue } from '../src/index.ts';
import { createBundle } from './support/bundle.ts';
import type { Catalogue } from './support/catalogue.ts';

test('serial keys of any name: no overlap and in order over two processes', async () => {
  const { queue } = await createBundle();
  const running = new Map<string, number>();
  const last = new Map<string, number>();
  const problems: string[] = [];
  let done = 0;
  const bind = (worker: WorkerQueue<Catalogue>): void =>
    worker.handle('lane', async ({ lane, n }) => {
      const now = (running.get(lane) ?? 0) + 1;
      running.set(lane, now);
      if (now > 1) problems.push(`${lane} overlaps at ${n}`);
      if (n <= (last.get(lane) ?? -1)) problems.push(`${lane} runs ${n} after ${last.get(lane)}`);
      last.set(lane, n);
      // Work that takes time is what overlaps.
      await delay(n % 3);
      running.set(lane, now - 1);
      done += 1;
    });
  const workers = [queue(), queue()];
  for (const worker of workers) {
    bind(worker);
    await worker.start();
  }
  const total = 600;
  for (let n = 0; n < total; n += 1) {
    await workers[0]!.enqueue('lane', { lane: `lane-${n % 40}/√`, n });
  }
  await waitFor(() => done === total, { timeoutMs: 30_000, describe: () => `${total} jobs; ${done} are done` });
  expect(problems).toEqual([]);
  const claimed = workers.map((worker) => worker.metrics()['default']?.claimed ?? 0);
  expect(Math.min(...claimed)).toBeGreaterThan(0);
});

test('a serial key that two tasks share is one lane', async () => {
  const { queue } = await createBundle();
  const workers = [queue(), queue()];
  let running = 0;
  let overlaps = 0;
  const order: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    running += 1;
    if (running > 1) overlaps += 1;
    await delay(2);
    order.push(name);
    running -= 1;
  };
  for (let n = 0; n < 10; n += 1) {
    await workers[0]!.enqueue('mail', { n });
    await workers[1]!.enqueue('token', { n });
  }
  for (const worker of workers) {
    worker.handle('mail', work('mail'));
    worker.handle('token', work('token'));
    await worker.start();
  }
  await waitFor(() => order.length === 20);
  expect(overlaps).toBe(0);
  expect(order.filter((name) => name === 'token')).toHaveLength(10);
});

test('a job that waits for its serial key does not hold up others', async () => {
  const { queue } = await createBundle();
  const worker = queue({ concurrency: 2, pollIntervalMs: 600_000 });
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: number[] = [];
  worker.handle('lane', async ({ n }) => {
    seen.push(n);
    if (n === 0) await promise;
  });
  worker.handle('plain', async ({ n }) => {
    seen.push(n);
  });
  await worker.start();
  for (let n = 0; n < 10; n += 1) await worker.enqueue('lane', { lane: 'hot', n });
  await waitFor(() => seen.includes(0));
  await worker.enqueue('plain', { n: 100 });
  await waitFor(() => seen.includes(100));
  expect(seen).toEqual([0, 100]);
  resolve();
  await waitFor(() => seen.length === 11);
  expect(seen.slice(2)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
