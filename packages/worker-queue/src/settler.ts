import { type Database, reconnectDelayMs, Wake } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import type { PgBoss } from 'pg-boss';
import { affectedBy } from './affected.ts';
import { describeError, type JobError } from './describe-error.ts';
import type { HeldJob, HeldJobs } from './held-jobs.ts';
import type { PoolMetrics } from './metrics.ts';
import { retryJobs } from './pgboss-sql.ts';

/** How an attempt ended. */
export interface Result {
  readonly held: HeldJob;
  /** Null: well. */
  readonly error: JobError | null;
}

/** What a settler needs. */
export interface SettlerOptions {
  readonly database: Database;
  readonly boss: PgBoss;
  readonly queue: string;
  readonly held: HeldJobs;
  readonly logger: Logger;
  readonly metrics: PoolMetrics;
  readonly retryDelay: (attempt: number) => number;
  /** Called when a stored result may let other jobs run: a serial key is free, or a retry has a due time. */
  readonly onRunnable: () => void;
  /** Called when attempts were used up and the job went to the dead letter queue. */
  readonly onExhausted: () => void;
}

interface Pending extends Result {
  firstErrorAt?: number;
}

// Results that cannot be stored for so long are given up: without heartbeats, the lease of the job lapses.
const GIVE_UP_MS = 60_000;

/**
 * Stores results, group-commit fashion: what ends while one statement is on its way goes out with the next, so that a
 * busy queue settles hundreds of jobs in one. Results that cannot be stored are kept and tried again; as each is fenced
 * to its attempt, a late one cannot touch the attempt of another process.
 */
export class Settler {
  readonly #options: SettlerOptions;
  readonly #wake = new Wake();
  #results: Pending[] = [];
  #flushing: Promise<void> | null = null;
  #abandoned = false;

  constructor(options: SettlerOptions) {
    this.#options = options;
  }

  /** Takes the result of an attempt. */
  add(result: Result): void {
    result.held.state = 'settling';
    this.#results.push(result);
    this.#options.metrics.unsettled += 1;
    this.#flushing ??= this.#flush();
  }

  /** Waits until everything is stored. */
  async flushed(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
  }

  /** Stops trying: what is not stored runs again when its lease has lapsed. */
  abandon(): void {
    this.#abandoned = true;
    this.#wake.call();
  }

  async #flush(): Promise<void> {
    // Handlers that end in the same turn of the event loop belong to one batch.
    await new Promise((resolve) => setImmediate(resolve));
    for (let failures = 0; this.#results.length > 0;) {
      const batch = this.#results;
      this.#results = [];
      // After repeated failures one by one, so that a result that cannot be stored holds up no other.
      const parts = failures < 3 ? [batch] : batch.map((result) => [result]);
      let failed = false;
      for (const part of parts) failed = (await this.#try(part)) || failed;
      failures = failed ? failures + 1 : 0;
      if (failed && !this.#abandoned) await this.#wake.sleep(reconnectDelayMs(failures));
    }
    this.#flushing = null;
  }

  /** @returns whether something is left to be tried again. */
  async #try(batch: Pending[]): Promise<boolean> {
    let left = batch;
    try {
      const done = batch.filter((result) => result.error === null);
      if (done.length > 0) await this.#storeCompleted(done);
      left = batch.filter((result) => result.error !== null);
      if (left.length > 0) await this.#storeFailed(left);
      return false;
    } catch (error) {
      return this.#keep(left, error);
    }
  }

  #keep(left: Pending[], error: unknown): boolean {
    const { logger, metrics, queue } = this.#options;
    metrics.settleErrors += 1;
    const now = Date.now();
    const kept = left.filter((result) => !this.#abandoned && now - (result.firstErrorAt ??= now) < GIVE_UP_MS);
    for (const result of left) if (!kept.includes(result)) this.#forget(result);
    this.#results.unshift(...kept);
    const fields = { queue, kept: kept.length, givenUp: left.length - kept.length, error: describeError(error) };
    logger.warn('Results of jobs could not be stored.', fields);
    return kept.length > 0;
  }

  async #storeCompleted(results: readonly Pending[]): Promise<void> {
    const { boss, queue, metrics } = this.#options;
    const jobs = results.map(({ held }) => held.job);
    const ticks = jobs.filter((job) => job.data.cron);
    const others = jobs.filter((job) => !job.data.cron);
    let affected = 0;
    // The row of a cron tick stays for its id: without it, a process with a late clock would enqueue the tick again.
    if (ticks.length > 0) affected += affectedBy(await boss.complete(queue, ticks));
    if (others.length > 0) affected += affectedBy(await boss.deleteJob(queue, others));
    metrics.completed += affected;
    this.#reportLost(results.length - affected);
    for (const result of results) this.#forget(result);
    if (jobs.some((job) => job.isSerial)) this.#options.onRunnable();
  }

  async #storeFailed(results: readonly Pending[]): Promise<void> {
    const { boss, database, logger, metrics, queue, retryDelay } = this.#options;
    const retries = results.map(({ held: { job }, error }) => ({
      id: job.id,
      retryCount: job.retryCount,
      delayMs: retryDelay(job.retryCount + 1),
      output: JSON.stringify(error),
    }));
    const { again, superseded } = await retryJobs(database, queue, retries);
    for (const [index, result] of results.entries()) {
      const { job } = result.held;
      const { task, maxAttempts } = job.data;
      const fields = { queue, task, jobId: job.id, attempt: job.retryCount + 1, maxAttempts, error: result.error };
      if (again.has(job.id)) {
        metrics.retried += 1;
        logger.warn('A job failed and will be tried again.', { ...fields, inMs: retries[index]?.delayMs });
      } else if (affectedBy(await boss.fail(queue, [job], result.error)) === 0) {
        this.#reportLost(1);
      } else if (superseded.has(job.id)) {
        metrics.superseded += 1;
        logger.info('A job failed whose key has gone to a newer one.', fields);
      } else {
        metrics.exhausted += 1;
        logger.error('A job failed for good.', fields);
        this.#options.onExhausted();
      }
      this.#forget(result);
    }
    this.#options.onRunnable();
  }

  #reportLost(count: number): void {
    if (count === 0) return;
    this.#options.metrics.lost += count;
    this.#options.logger.warn('Results came too late: the jobs had been given to another process.', {
      queue: this.#options.queue,
      count,
    });
  }

  #forget(result: Pending): void {
    this.#options.metrics.unsettled -= 1;
    this.#options.held.remove(result.held);
  }
}
