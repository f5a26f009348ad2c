import { type Database, NotificationListener } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import type { Boss } from './create-boss.ts';
import type { CronTicker } from './cron-ticker.ts';
import { describeError } from './describe-error.ts';
import { Dispatcher } from './dispatcher.ts';
import type { HeldJob } from './held-jobs.ts';
import type { ClaimedJob } from './job-data.ts';
import { LeaseReaper } from './lease-reaper.ts';
import type { PoolMetrics } from './metrics.ts';
import type { Notifier } from './notifier.ts';
import { DEAD_QUEUE, QUEUE_CHANNEL } from './pgboss-sql.ts';
import { within } from './within.ts';

/** What a worker needs. */
export interface WorkerOptions {
  readonly database: Database;
  readonly boss: Boss;
  readonly logger: Logger;
  readonly notifier: Notifier;
  /** The pools to claim from, with their slots. */
  readonly concurrency: ReadonlyMap<string, number>;
  readonly pollIntervalMs: number;
  readonly retryDelay: (attempt: number) => number;
  readonly timeoutMs: (job: ClaimedJob) => number;
  readonly work: (held: HeldJob) => Promise<void>;
  readonly tickers: readonly CronTicker[];
}

// For what the database is asked while the queue stops.
const ANSWER_TIMEOUT_MS = 5000;

/** The working half of a queue, from one start to the next stop. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #dispatchers: ReadonlyMap<string, Dispatcher>;
  readonly #listener: NotificationListener;
  readonly #reaper: LeaseReaper;

  constructor(options: WorkerOptions) {
    const { database, boss, logger, notifier, concurrency, pollIntervalMs, retryDelay, timeoutMs, work } = options;
    this.#options = options;
    const onExhausted = (): void => {
      this.poke(DEAD_QUEUE);
      notifier.notify(DEAD_QUEUE);
    };
    this.#dispatchers = new Map(
      [...concurrency].map(([queue, slots]) => [
        queue,
        new Dispatcher({
          database,
          boss,
          queue,
          concurrency: slots,
          pollIntervalMs,
          logger,
          retryDelay,
          work,
          timeoutMs,
          onExhausted,
        }),
      ]),
    );
    this.#listener = new NotificationListener({
      database,
      channels: [QUEUE_CHANNEL],
      onNotification: (payload) => {
        const queue = notifier.read(payload);
        if (queue !== null) this.poke(queue);
      },
      onConnected: () => {
        // What was said meanwhile was missed.
        for (const queue of this.#dispatchers.keys()) this.poke(queue);
      },
      onError: (error) => {
        logger.warn('The listening connection of the queue failed.', { error: describeError(error) });
      },
    });
    this.#reaper = new LeaseReaper({
      database,
      boss: boss.boss,
      queues: [...concurrency.keys()],
      logger,
      onRecovered: (queue, count) => {
        const dispatcher = this.#dispatchers.get(queue);
        if (dispatcher !== undefined) dispatcher.metrics.recovered += count;
        this.poke(queue);
        this.poke(DEAD_QUEUE);
      },
    });
  }

  /** Starts everything. */
  start(): void {
    for (const ticker of this.#options.tickers) ticker.start();
    this.#listener.start();
    this.#reaper.start();
    for (const dispatcher of this.#dispatchers.values()) dispatcher.start();
  }

  /** Says that a queue may have something to claim. */
  poke(queue: string): void {
    this.#dispatchers.get(queue)?.poke();
  }

  /** Counters by queue. */
  metrics(): Record<string, PoolMetrics> {
    return Object.fromEntries([...this.#dispatchers].map(([queue, { metrics }]) => [queue, { ...metrics }]));
  }

  /** Stops everything: first what makes work, then the work, then what keeps it safe. */
  async stop(timeoutMs: number): Promise<void> {
    await within(ANSWER_TIMEOUT_MS, Promise.all(this.#options.tickers.map(async (ticker) => ticker.stop())));
    await Promise.all([...this.#dispatchers.values()].map(async (dispatcher) => dispatcher.stop(timeoutMs)));
    await within(ANSWER_TIMEOUT_MS, Promise.all([this.#listener.stop(), this.#reaper.stop()]));
    // Released jobs, and waiting jobs of serial keys that were running here, can go on elsewhere at once.
    for (const queue of this.#dispatchers.keys()) this.#options.notifier.notify(queue);
    await within(ANSWER_TIMEOUT_MS, this.#options.notifier.flushed());
  }
}
