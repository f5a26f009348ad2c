import { setTimeout as wait } from 'node:timers/promises';

/** Longest delay that a timer of Node.js can take, in milliseconds. */
const MAX_TIMER_MS = 2_147_483_647;

/** The time as the Vault provider sees it, so that a test can let leases expire without waiting for them. */
export interface VaultClock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Waits before a request is repeated, in milliseconds, or until the signal; the process stays alive meanwhile. */
  sleep(delayMs: number, until?: AbortSignal): Promise<void>;
  /** Does something later, in milliseconds, unless the process has nothing else left to do. @returns takes it back. */
  schedule(delayMs: number, action: () => void): () => void;
}

/** The real time. */
export const systemClock: VaultClock = {
  now: () => performance.now(),
  sleep: async (delayMs, until) => {
    // What ends it early is no failure: whoever waited looks why.
    await wait(delayMs, undefined, until === undefined ? {} : { signal: until }).catch(() => undefined);
  },
  schedule: (delayMs, action) => {
    const timer = setTimeout(action, Math.min(delayMs, MAX_TIMER_MS)).unref();
    return () => clearTimeout(timer);
  },
};
