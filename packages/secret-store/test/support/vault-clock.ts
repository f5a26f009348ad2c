import type { VaultClock } from '../../src/providers/vault/index.ts';

/** How long a request may take unless the options say otherwise, in milliseconds. */
const TIME_LIMIT_MS = 10_000;

interface Timer {
  readonly at: number;
  readonly delayMs: number;
  readonly action: () => void;
}

/** Time that passes when the test says so. What waits before repeating a request goes on at once. */
export class TestClock implements VaultClock {
  /** The waits so far, in milliseconds. */
  readonly slept: number[] = [];
  #now = 1_000_000;
  #timers: Timer[] = [];

  /** What is planned, by the milliseconds until then. */
  get planned(): number[] {
    return this.#timers.map(({ at }) => at - this.#now);
  }

  /** What is planned besides the time limits of requests under way: renewals. */
  get renewals(): number[] {
    return this.#timers.filter(({ delayMs }) => delayMs !== TIME_LIMIT_MS).map(({ at }) => at - this.#now);
  }

  /** Whether no request is under way, so that what it leads to is planned. */
  get isIdle(): boolean {
    return this.renewals.length === this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  async sleep(delayMs: number): Promise<void> {
    this.slept.push(delayMs);
  }

  schedule(delayMs: number, action: () => void): () => void {
    const timer = { at: this.#now + delayMs, delayMs, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, and does what is planned for it. */
  advance(seconds: number): void {
    const end = this.#now + seconds * 1000;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#now = next.at;
      this.#timers = this.#timers.filter((other) => other !== next);
      next.action();
    }
    this.#now = end;
  }
}
