import { setTimeout as delay } from 'node:timers/promises';
import { TestingError } from './errors.ts';

/** How long to wait, and how to say what did not happen. */
export interface WaitForOptions {
  /** Default 10,000 ms. */
  readonly timeoutMs?: number;
  /** Pause between two looks at the condition. Default 10 ms. */
  readonly intervalMs?: number;
  /** What was waited for, for the error message; called only then, so it may describe the state reached. */
  readonly describe?: string | (() => string);
}

/**
 * Waits until the condition is truthy and returns what it returned; a test waits on what it needs, never for a time.
 *
 * A condition that throws counts as not met yet; its last error becomes the cause of the failure.
 *
 * @throws {TestingError} `CONDITION_NOT_MET` after the timeout.
 * @example
 * const run = await waitFor(async () => (await runs.getRun(id))?.status === 'SUCCESS', { describe: 'the run to succeed' });
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitForOptions = {}): Promise<Truthy<T>> {
  const { timeoutMs = 10_000, intervalMs = 10, describe = 'a condition' } = options;
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (isTruthy(value)) return value;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) break;
    await delay(intervalMs);
  }
  const what = typeof describe === 'string' ? describe : describe();
  throw new TestingError(
    'CONDITION_NOT_MET',
    `Waited ${timeoutMs} ms in vain for ${what}.`,
    lastError === undefined ? {} : { cause: lastError },
  );
}

/** What is left of a type when its falsy values are taken out. */
export type Truthy<T> = Exclude<T, false | null | undefined | 0 | 0n | ''>;

function isTruthy<T>(value: T): value is T & Truthy<T> {
  return Boolean(value);
}
