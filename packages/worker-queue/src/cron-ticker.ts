import { reconnectDelayMs, Wake } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import { CronExpressionParser } from 'cron-parser';
import { v5 } from 'uuid';
import { describeError } from './describe-error.ts';
import { QueueError } from './errors.ts';

/** What a ticker needs. */
export interface CronTickerOptions {
  readonly task: string;
  /** Cron expression, UTC. */
  readonly cron: string;
  readonly logger: Logger;
  /** Stores the tick's job under this id, unless the id exists. */
  readonly enqueue: (id: string, payload: { ts: Date; backfilled: boolean }) => Promise<void>;
}

const NAMESPACE = 'b3a1f4b2-6f0e-5d67-9d53-3f8a7d1c2e90';
// So that a clock that is set back or forward is noticed.
const LONGEST_WAIT_MS = 60_000;

/**
 * The id of the job of a tick: the same in every process, which is what makes it one job.
 *
 * @example
 * tickId('purgeOldIndexings', new Date('2024-01-01T00:00:00Z'));
 */
export function tickId(task: string, ts: Date): string {
  return v5(`${task}:${ts.toISOString()}`, NAMESPACE);
}

/**
 * The first tick after an instant.
 * @throws {QueueError} `INVALID_OPTIONS` when the expression is none.
 */
export function nextTick(task: string, cron: string, after: Date): Date {
  try {
    return CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: after }).next().toDate();
  } catch (error) {
    throw new QueueError('INVALID_OPTIONS', `Task "${task}" has no valid cron expression: ${cron}`, { cause: error });
  }
}

/**
 * Enqueues a task at every tick of its cron expression. Each process ticks; the ids make it one job a tick. Ticks that
 * pass while no process runs, or while the database is away until the next one, are not made up for.
 */
export class CronTicker {
  readonly #options: CronTickerOptions;
  readonly #first: Date;
  readonly #wake = new Wake();
  #running: Promise<void> | null = null;
  #stopped = false;

  /** @throws {QueueError} `INVALID_OPTIONS` when the expression is none: before any ticker runs. */
  constructor(options: CronTickerOptions) {
    this.#options = options;
    this.#first = nextTick(options.task, options.cron, new Date());
  }

  /** Starts ticking. */
  start(): void {
    this.#running ??= this.#run(this.#first);
  }

  /** Ends ticking. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake.call();
    await this.#running;
  }

  async #run(first: Date): Promise<void> {
    for (let tick = first; ;) {
      while (!this.#stopped && Date.now() < tick.getTime()) {
        await this.#wake.sleep(Math.min(tick.getTime() - Date.now(), LONGEST_WAIT_MS));
      }
      if (this.#stopped) return;
      const next = nextTick(this.#options.task, this.#options.cron, new Date(Math.max(tick.getTime(), Date.now())));
      await this.#fire(tick, next);
      tick = next;
    }
  }

  async #fire(tick: Date, next: Date): Promise<void> {
    const { task, logger, enqueue } = this.#options;
    for (let failures = 1; !this.#stopped; failures += 1) {
      try {
        await enqueue(tickId(task, tick), { ts: tick, backfilled: false });
        return;
      } catch (error) {
        const isLast = Date.now() >= next.getTime();
        logger.warn('A cron tick could not be enqueued.', { task, tick, isLast, error: describeError(error) });
        if (isLast) return;
        await this.#wake.sleep(reconnectDelayMs(failures));
      }
    }
  }
}
