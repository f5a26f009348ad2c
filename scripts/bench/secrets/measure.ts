import { percentile } from '../support/percentile.ts';
import type { Subject } from './subjects.ts';

/** What reading by key costs. */
export interface Reading {
  /** Milliseconds, one caller. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Reads a second, 16 callers. */
  readonly perSecond: number;
}

const CALLERS = 16;

/** Reads random keys: one caller for the latency, then 16 at once for the throughput. */
export async function measureReading(
  subject: Subject,
  randomKey: () => string,
  counts: { readonly sequential: number; readonly parallel: number },
): Promise<Reading> {
  const milliseconds: number[] = [];
  for (let n = 0; n < counts.sequential; n += 1) {
    const key = randomKey();
    const started = performance.now();
    await subject.get(key);
    milliseconds.push(performance.now() - started);
  }
  let left = counts.parallel;
  const caller = async (): Promise<void> => {
    for (; left > 0; left -= 1) await subject.get(randomKey());
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const seconds = (performance.now() - started) / 1000;
  return {
    p50: percentile(milliseconds, 50),
    p95: percentile(milliseconds, 95),
    p99: percentile(milliseconds, 99),
    perSecond: counts.parallel / seconds,
  };
}

/** The median of each figure over rounds. */
export function medianReading(rounds: readonly Reading[]): Reading {
  const median = (figure: (reading: Reading) => number): number => percentile(rounds.map(figure), 50);
  return {
    p50: median(({ p50 }) => p50),
    p95: median(({ p95 }) => p95),
    p99: median(({ p99 }) => p99),
    perSecond: median(({ perSecond }) => perSecond),
  };
}
