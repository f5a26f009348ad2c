import { waitFor } from '@kongflow/testing';
import type { System } from './system.ts';

const BATCH = 1000;

/**
 * Jobs a second that a worker gets through, from start to the last handler: of a queue filled beforehand, or until the
 * time is up, for those that would take minutes.
 */
export async function measureThroughput(
  system: System,
  concurrency: number,
  jobs: number,
  limitMs: number,
): Promise<number> {
  for (let n = 0; n < jobs; n += BATCH) await system.fill(Math.min(BATCH, jobs - n));
  await system.analyze();
  let done = 0;
  let last = 0;
  const all = Promise.withResolvers<void>();
  const started = performance.now();
  const worker = await system.work(concurrency, () => {
    done += 1;
    last = performance.now();
    if (done === jobs) all.resolve();
  });
  const timer = setTimeout(all.resolve, limitMs);
  await all.promise;
  clearTimeout(timer);
  const elapsed = (done === jobs ? last : performance.now()) - started;
  const rate = (done / elapsed) * 1000;
  await worker.stop();
  return rate;
}

/** Jobs a second that so many callers store, each waiting for its call. */
export async function measureEnqueue(system: System, callers: number, jobs: number): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < jobs) {
        next += 1;
        await system.add(next);
      }
    }),
  );
  return (jobs / (performance.now() - started)) * 1000;
}

/** Jobs a second that one caller stores in calls of 1000. */
export async function measureBatches(system: System, jobs: number): Promise<number> {
  const started = performance.now();
  for (let n = 0; n < jobs; n += BATCH) await system.fill(BATCH);
  return (jobs / (performance.now() - started)) * 1000;
}

/**
 * Milliseconds from the end of a call that stores a job to the start of its handler in the same process, on an idle
 * queue, one job at a time; negative where the handler is faster than the answer to the caller.
 */
export async function measureLatency(system: System, samples: number): Promise<number[]> {
  let startedAt = 0;
  const worker = await system.work(10, () => {
    startedAt = performance.now();
  });
  const latencies: number[] = [];
  for (let n = 0; n < samples + 10; n += 1) {
    startedAt = 0;
    await system.add(n);
    const committed = performance.now();
    await waitFor(() => startedAt > 0, { intervalMs: 1, describe: `a job of ${system.name}` });
    if (n >= 10) latencies.push(startedAt - committed);
  }
  await worker.stop();
  return latencies;
}
