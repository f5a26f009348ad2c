import { waitFor } from '@kongflow/testing';
import { expect, test } from 'vitest';
import { createBundle } from './support/bundle.ts';
import { createGate } from './support/gate.ts';

test.each([1, 10])('small priorities first, then the order of enqueueing (concurrency %i)', async (concurrency) => {
  const { queue } = await createBundle();
  const worker = queue({ concurrency });
  const seen: number[] = [];
  worker.handle('plain', async ({ n }) => {
    seen.push(n);
  });
  const priorities = [50, 0, 10, 0, -5, 50];
  for (const [n, priority] of priorities.entries()) await worker.enqueue('plain', { n }, { priority });
  await worker.start();
  await waitFor(() => seen.length === priorities.length);
  expect(seen).toEqual([4, 1, 3, 2, 0, 5]);
});

test('long jobs of one pool take no slots of the other', async () => {
  const { queue } = await createBundle();
  const worker = queue({ concurrency: { default: 1, execution: 2 } });
  const gate = createGate();
  let long = 0;
  let plain = 0;
  worker.handle('long', async () => {
    long += 1;
    await gate.opened;
  });
  worker.handle('plain', async () => {
    plain += 1;
  });
  await worker.start();
  for (let n = 0; n < 5; n += 1) await worker.enqueue('long', { n });
  await waitFor(() => long === 2);
  for (let n = 0; n < 5; n += 1) await worker.enqueue('plain', { n });
  await waitFor(() => plain === 5);
  expect(long).toBe(2);
  expect(worker.metrics()['execution']).toMatchObject({ running: 2 });
  gate.open();
  await waitFor(() => long === 5);
});

test('a slot that frees is filled at once, though the others stay taken', async () => {
  const { queue } = await createBundle();
  const worker = queue({ concurrency: 10, pollIntervalMs: 600_000 });
  const gate = createGate();
  const seen: number[] = [];
  worker.handle('plain', async ({ n }) => {
    seen.push(n);
    if (n < 9) await gate.opened;
  });
  await worker.enqueueMany(Array.from({ length: 30 }, (_, n) => ({ task: 'plain' as const, payload: { n } })));
  await worker.start();
  await waitFor(() => seen.length === 30);
  gate.open();
});

test('1000 jobs over two workers run exactly once each', async () => {
  const { queue, jobs } = await createBundle();
  const workers = [queue({ concurrency: 10 }), queue({ concurrency: 50 })];
  const runs = new Map<number, number>();
  for (const worker of workers) {
    worker.handle('plain', async ({ n }) => {
      runs.set(n, (runs.get(n) ?? 0) + 1);
    });
    await worker.start();
  }
  await Promise.all(
    Array.from({ length: 10 }, async (_, part) =>
      workers[part % 2]!.enqueueMany(
        Array.from({ length: 100 }, (_, n) => ({ task: 'plain' as const, payload: { n: part * 100 + n } })),
      ),
    ),
  );
  await waitFor(async () => runs.size === 1000 && (await jobs()).length === 0);
  expect([...runs.values()].every((count) => count === 1)).toBe(true);
  expect(workers.reduce((sum, worker) => sum + (worker.metrics()['default']?.completed ?? 0), 0)).toBe(1000);
});
