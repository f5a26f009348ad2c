import { type Database, Wake } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import { describeError } from './describe-error.ts';
import { QueueError } from './errors.ts';
import type { ClaimedJob } from './job-data.ts';
import type { PoolMetrics } from './metrics.ts';
import { touchJobs } from './pgboss-sql.ts';

/*
 * A job in the hands of this process:
 *
 * running  → settling  its handler ended; the result is on its way to the database
 *          → lost      a heartbeat found the row given to another process: the handler is aborted, its result dropped
 *          → released  the queue stops and gave the row back: likewise
 * settling → (gone)    the result is stored, or the row was found not to be ours any more
 */
export interface HeldJob {
  readonly job: ClaimedJob;
  /** Aborts the handler's signal. */
  readonly controller: AbortController;
  state: 'running' | 'settling' | 'lost' | 'released';
}

// A quarter of the lease: three heartbeats may fail before another process takes the jobs.
const HEARTBEAT_MS = 3000;

/** The jobs that one dispatcher holds, and the heartbeat that keeps them its own. */
export class HeldJobs {
  readonly #database: Database;
  readonly #queue: string;
  readonly #logger: Logger;
  readonly #metrics: PoolMetrics;
  readonly #jobs = new Map<string, HeldJob>();
  readonly #wake = new Wake();
  #beating: Promise<void> | null = null;
  #stopped = false;

  constructor(database: Database, queue: string, logger: Logger, metrics: PoolMetrics) {
    this.#database = database;
    this.#queue = queue;
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Takes a claimed job over. */
  add(job: ClaimedJob): HeldJob {
    const held: HeldJob = { job, controller: new AbortController(), state: 'running' };
    this.#jobs.set(job.id, held);
    return held;
  }

  /** Forgets a job. */
  remove(held: HeldJob): void {
    // The same row may have come back to this process as a new claim.
    if (this.#jobs.get(held.job.id) === held) this.#jobs.delete(held.job.id);
  }

  /** Jobs whose handlers run. */
  running(): HeldJob[] {
    return [...this.#jobs.values()].filter((held) => held.state === 'running');
  }

  /** Starts the heartbeat. */
  start(): void {
    this.#stopped = false;
    this.#beating ??= this.#beat();
  }

  /** Ends the heartbeat. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake.call();
    await this.#beating;
    this.#beating = null;
  }

  async #beat(): Promise<void> {
    for (;;) {
      await this.#wake.sleep(HEARTBEAT_MS);
      if (this.#stopped) return;
      const claims = [...this.#jobs.values()].filter((held) => held.state === 'running' || held.state === 'settling');
      if (claims.length === 0) continue;
      try {
        const ours = new Set(
          await touchJobs(
            this.#database,
            this.#queue,
            claims.map((held) => held.job),
          ),
        );
        // A job that has meanwhile settled is missing, too, but no longer running.
        for (const held of claims) if (held.state === 'running' && !ours.has(held.job.id)) this.#lose(held);
      } catch (error) {
        this.#logger.warn('A heartbeat failed; jobs are lost to other processes if this goes on.', {
          queue: this.#queue,
          error: describeError(error),
        });
      }
    }
  }

  #lose(held: HeldJob): void {
    held.state = 'lost';
    this.remove(held);
    this.#metrics.lost += 1;
    held.controller.abort(
      new QueueError(
        'LEASE_LOST',
        'The job was given to another process, as the heartbeats of this one did not arrive.',
      ),
    );
    this.#logger.warn('A job was given to another process while it ran here.', {
      jobId: held.job.id,
      task: held.job.data.task,
    });
  }
}
