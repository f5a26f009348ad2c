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

/** A duration varied by ±10 %, so that processes started together do not poll together. */
export function jitter(ms: number): number {
  return ms * (0.9 + Math.random() * 0.2);
}
