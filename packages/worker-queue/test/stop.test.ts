import { waitFor } from '@kongflow/testing';
import { expect, test } from 'vitest';
import { createBundle } from './support/bundle.ts';
import { createGate } from './support/gate.ts';

test('start and stop: shared, repeatable, in any order', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue();
  await worker.stop();
  let runs = 0;
  worker.handle('plain', async () => {
    runs += 1;
  });
  const starts = [worker.start(), worker.start()];
  await Promise.all(starts);
  await worker.start();
  await worker.enqueue('plain', { n: 1 });
  await waitFor(() => runs === 1);
  await Promise.all([worker.stop(), worker.stop()]);
  await worker.stop();
  await worker.enqueue('plain', { n: 2 });
  expect(await jobs()).toHaveLength(1);
  await worker.start();
  await waitFor(() => runs === 2);
  // stop() while start() is on its way, and start() while stop() is
  await worker.stop();
  await Promise.all([worker.start(), worker.stop()]);
  const stopping = worker.stop();
  const starting = worker.start();
  await Promise.all([stopping, starting]);
  await worker.enqueue('plain', { n: 3 });
  await waitFor(() => runs === 3);
});

test('handlers are bound once, and before start()', async () => {
  const { queue } = await createBundle();
  const worker = queue();
  worker.handle('plain', async () => undefined);
  expect(() => worker.handle('plain', async () => undefined)).toThrow(
    expect.objectContaining({ code: 'DUPLICATE_HANDLER' }),
  );
  const unknown: 'plain' = JSON.parse('"nothing"');
  expect(() => worker.handle(unknown, async () => undefined)).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_TASK' }),
  );
  await worker.start();
  expect(() => worker.handle('once', async () => undefined)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS' }),
  );
});

test('stop waits for running handlers, stores their results and claims nothing more', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue({ concurrency: 3 });
  const gate = createGate();
  let started = 0;
  let aborted = false;
  worker.handle('plain', async (_, { signal }) => {
    started += 1;
    signal.addEventListener('abort', () => (aborted = true));
    await gate.opened;
  });
  for (let n = 0; n < 5; n += 1) await worker.enqueue('plain', { n });
  await worker.start();
  await waitFor(() => started === 3);
  let stopped = false;
  const stopping = worker.stop().then(() => (stopped = true));
  await worker.enqueue('plain', { n: 5 });
  expect(stopped).toBe(false);
  gate.open();
  await stopping;
  expect(started).toBe(3);
  expect(aborted).toBe(false);
  expect(await jobs()).toHaveLength(3);
  expect(await jobs("state <> 'created'")).toEqual([]);
});

test('what does not end in time is aborted and given back, uncounted, to run elsewhere at once', async () => {
  const { queue, jobs } = await createBundle();
  const first = queue();
  const reasons: unknown[] = [];
  let started = 0;
  const never = createGate();
  first.handle('flaky', async (_, { signal }) => {
    started += 1;
    signal.addEventListener('abort', () => reasons.push(signal.reason));
    await never.opened;
  });
  // This one listens to its signal and throws: a failure that is none.
  first.handle('once', async (_, { signal }) => {
    started += 1;
    await new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
  });
  await first.start();
  const { id } = await first.enqueue('flaky', { n: 1 });
  await first.enqueue('once', { n: 2 });
  await waitFor(() => started === 2);

  // Its poll is far away: it must be woken.
  const second = queue({ pollIntervalMs: 600_000 });
  const attempts: [string, number][] = [];
  const record = async (_: unknown, { attempt, jobId }: { attempt: number; jobId: string }): Promise<void> => {
    attempts.push([jobId, attempt]);
  };
  second.handle('flaky', record);
  second.handle('once', record);
  second.handle('plain', async () => undefined);
  await second.start();
  await waitFor(async () => {
    await first.enqueue('plain', { n: 0 }, { runAt: new Date() }).catch(() => undefined);
    return (second.metrics()['default']?.completed ?? 0) > 0;
  });

  const running = first.metrics()['default']?.running;
  expect(running).toBe(2);
  await first.stop({ timeoutMs: 50 });
  await waitFor(() => attempts.length === 2);
  expect(attempts.map(([, attempt]) => attempt)).toEqual([1, 1]);
  expect(attempts.map(([jobId]) => jobId)).toContain(id);
  expect(reasons).toEqual([expect.objectContaining({ code: 'SHUTTING_DOWN' })]);
  never.open();
  await waitFor(async () => (await jobs("data->>'task' <> 'plain'")).length === 0);
});

test('a job released after a failed attempt keeps its count', async () => {
  const { queue } = await createBundle();
  const first = queue();
  const seen: number[] = [];
  const never = createGate();
  first.handle('flaky', async (_, { attempt }) => {
    seen.push(attempt);
    if (attempt === 1) throw new Error('once more');
    await never.opened;
  });
  await first.start();
  await first.enqueue('flaky', { n: 1 });
  await waitFor(() => seen.length === 2);
  await first.stop({ timeoutMs: 0 });
  const second = queue();
  second.handle('flaky', async (_, { attempt }) => {
    seen.push(attempt);
  });
  await second.start();
  await waitFor(() => seen.length === 3);
  expect(seen).toEqual([1, 2, 2]);
  never.open();
});

test('a superseded job is not revived by a stop', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue();
  const never = createGate();
  let started = 0;
  worker.handle('keyed', async () => {
    started += 1;
    await never.opened;
  });
  await worker.start();
  await worker.enqueue('keyed', { key: 'a', value: 1 });
  await waitFor(() => started === 1);
  await worker.enqueue('keyed', { key: 'a', value: 2 }, { runAt: new Date('2099-01-01T00:00:00Z') });
  await worker.stop({ timeoutMs: 0 });
  expect(await jobs("state < 'active'")).toMatchObject([{ payload: { value: 2 } }]);
  never.open();
});
