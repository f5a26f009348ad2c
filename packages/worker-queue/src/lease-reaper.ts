import { type Database, Wake } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import type { PgBoss } from 'pg-boss';
import { affectedBy } from './affected.ts';
import { jitter } from './back-off.ts';
import { describeError } from './describe-error.ts';
import { findLostJobs, retryJobs, type LostJob } from './pgboss-sql.ts';

/** What a reaper needs. */
export interface LeaseReaperOptions {
  readonly database: Database;
  readonly boss: PgBoss;
  readonly queues: readonly string[];
  readonly logger: Logger;
  /** Called for each queue in which jobs were returned or ended, with their number. */
  readonly onRecovered: (queue: string, count: number) => void;
}

const INTERVAL_MS = 2000;
const DIED = { message: 'The process that ran the job died, or lost its connection to the database.' };

/**
 * Returns the jobs of dead processes to their queues: with the lease of 12 s and a look every 2 s, they run again within
 * 14 s. Without delay, as it was the process that failed, not the job; the attempt counts all the same, so that a job
 * that kills its process ends in the dead letter queue.
 *
 * Every process looks; that two find the same job is harmless, as both are fenced to the attempt.
 */
export class LeaseReaper {
  readonly #options: LeaseReaperOptions;
  readonly #wake = new Wake();
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(options: LeaseReaperOptions) {
    this.#options = options;
  }

  /** Starts looking. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends looking. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake.call();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (;;) {
      await this.#wake.sleep(jitter(INTERVAL_MS));
      if (this.#stopped) return;
      try {
        const lost = Map.groupBy(await findLostJobs(this.#options.database, this.#options.queues), (job) => job.queue);
        for (const [queue, jobs] of lost) await this.#recover(queue, jobs);
      } catch (error) {
        this.#options.logger.warn('Looking for jobs of dead processes failed.', { error: describeError(error) });
      }
    }
  }

  async #recover(queue: string, jobs: readonly LostJob[]): Promise<void> {
    const { boss, database, logger, onRecovered } = this.#options;
    const output = JSON.stringify(DIED);
    const retries = jobs.map(({ id, retryCount }) => ({ id, retryCount, delayMs: 0, output }));
    const { again } = await retryJobs(database, queue, retries);
    const left = jobs.filter((job) => !again.has(job.id)).map(({ id, retryCount }) => ({ id, retryCount }));
    // Without attempts, superseded, or found by another process too: of those nothing is left to fail.
    const ended = left.length === 0 ? 0 : affectedBy(await boss.fail(queue, left, DIED));
    if (again.size + ended === 0) return;
    logger.warn('Found jobs of a process that died.', { queue, returned: again.size, ended });
    onRecovered(queue, again.size + ended);
  }
}
