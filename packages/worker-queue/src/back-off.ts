/**
 * How long a job waits after a failed attempt: e^min(attempt, 10) seconds (2.7 s, 7.4 s, 20 s … 6.1 h), the schedule of
 * graphile-worker that trigger.dev v2 relies on.
 *
 * @param attempt the attempt that failed, from 1.
 * @returns milliseconds.
 */
export function retryDelayMs(attempt: number): number {
  return Math.exp(Math.min(attempt, 10)) * 1000;
}

/**
 * How long to wait before the database is asked again: doubles from 50 ms to 5 s, of which a random half is left out,
 * so that processes that lost it together do not come back together.
 *
 * @param failures failures in a row, from 1.
 * @returns milliseconds.
 */
export function reconnectDelayMs(failures: number): number {
  const ceiling = Math.min(5000, 50 * 2 ** Math.min(failures - 1, 10));
  return ceiling * (0.5 + Math.random() / 2);
}

/** A duration varied by ±10 %, so that processes started together do not poll together. */
export function jitter(ms: number): number {
  return ms * (0.9 + Math.random() * 0.2);
}
