import { type Database, reconnectDelayMs, Wake } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import { setTimeout as delay } from 'node:timers/promises';
import { jitter } from './back-off.ts';
import { claimJobs } from './claim-jobs.ts';
import type { Boss } from './create-boss.ts';
import { describeError } from './describe-error.ts';
import { QueueError } from './errors.ts';
import { HeldJobs, type HeldJob } from './held-jobs.ts';
import type { ClaimedJob } from './job-data.ts';
import { createMetrics, type PoolMetrics } from './metrics.ts';
import { readDue, releaseJobs } from './pgboss-sql.ts';
import { runAttempt } from './run-attempt.ts';
import { Settler } from './settler.ts';
import { within } from './within.ts';

/** What a dispatcher needs. */
export interface DispatcherOptions {
  readonly database: Database;
  readonly boss: Boss;
  readonly queue: string;
  readonly concurrency: number;
  /** How often to look without being told, in ms. */
  readonly pollIntervalMs: number;
  readonly logger: Logger;
  readonly retryDelay: (attempt: number) => number;
  /** Runs a job; what it throws fails the attempt. */
  readonly work: (held: HeldJob) => Promise<void>;
  readonly timeoutMs: (job: ClaimedJob) => number;
  readonly onExhausted: () => void;
}

// Claims are prepared by their batch size, so that sizes beyond a few are rounded down to limit their number.
const EXACT_BATCH = 16;
const BATCH_STEP = 8;
// Beyond this, settling has fallen behind (a database that is away, a slow disk): no new work until it catches up.
const MAX_UNSETTLED = 2000;
const ABORT_GRACE_MS = 500;
const ANSWER_TIMEOUT_MS = 5000;

/**
 * Claims jobs of one queue for its free slots, runs them and hands their results to the settler.
 *
 * Its loop:
 *
 * claim → claim   the batch was full, a serial key may have hidden more, or somebody called meanwhile
 *       → full    all slots are taken; a handler that ends, or the settler, calls
 *       → idle    nothing is due: sleeps until called, the next due time or the poll interval
 *       → error   waits a growing, jittered time; calls do not shorten it
 * idle  → claim   called, due, or a look (cheaper than a claim) found a due job
 * any   → end     stop(): no claim is sent any more
 */
export class Dispatcher {
  readonly metrics: PoolMetrics = createMetrics();
  readonly #options: DispatcherOptions;
  readonly #held: HeldJobs;
  readonly #settler: Settler;
  readonly #wake = new Wake();
  readonly #stopping = new AbortController();
  #loop: Promise<void> | null = null;
  #slotCall: NodeJS.Immediate | null = null;
  #mayBeMore = true;
  #onDrained: (() => void) | null = null;

  constructor(options: DispatcherOptions) {
    const { database, boss, queue, logger, retryDelay, onExhausted } = options;
    this.#options = options;
    this.#held = new HeldJobs(database, queue, logger, this.metrics);
    this.#settler = new Settler({
      database,
      boss: boss.boss,
      queue,
      held: this.#held,
      logger,
      metrics: this.metrics,
      retryDelay,
      onRunnable: () => this.poke(),
      onExhausted,
    });
  }

  /** Starts claiming. */
  start(): void {
    this.#held.start();
    this.#loop ??= this.#run();
  }

  /** Says that there may be something to claim. */
  poke(): void {
    this.#wake.call();
  }

  /**
   * Claims no more, lets running handlers end for so many ms, aborts the others and gives their jobs back uncounted,
   * and stores all results.
   */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping.abort();
    this.poke();
    // A claim that is on its way gives back what it brings.
    if (this.#loop !== null) await within(ANSWER_TIMEOUT_MS, this.#loop);
    await this.#drained(timeoutMs);
    await this.#abortRunning();
    await this.#flush();
    await within(ANSWER_TIMEOUT_MS, this.#held.stop());
  }

  async #run(): Promise<void> {
    const { boss, queue, logger } = this.#options;
    for (let failures = 0; !this.#stopping.signal.aborted;) {
      const free = this.#freeSlots();
      if (free === 0) {
        await this.#wake.sleep(this.#options.pollIntervalMs);
        continue;
      }
      this.#wake.reset();
      try {
        const jobs = await claimJobs(boss, queue, free, this.#mayBeMore ? 'backlog' : 'trickle');
        failures = 0;
        if (this.#stopping.signal.aborted) return await this.#giveBack(jobs);
        this.#start(jobs);
        // Waiting jobs of a serial key that was claimed took places of this batch.
        this.#mayBeMore = jobs.length === free || jobs.some((job) => job.isSerial);
        if (!this.#mayBeMore && !this.#wake.isPending) await this.#idle();
      } catch (error) {
        failures += 1;
        this.metrics.claimErrors += 1;
        logger.warn('Claiming jobs failed.', { queue, failures, error: describeError(error) });
        await delay(reconnectDelayMs(failures), undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }

  #freeSlots(): number {
    const { running, unsettled } = this.metrics;
    const free = unsettled > MAX_UNSETTLED ? 0 : Math.max(0, this.#options.concurrency - running);
    return free <= EXACT_BATCH || running === 0 ? free : free - (free % BATCH_STEP);
  }

  async #idle(): Promise<void> {
    const { database, queue, pollIntervalMs } = this.#options;
    for (;;) {
      const { nextInMs } = await readDue(database, queue);
      const poll = jitter(pollIntervalMs);
      const isDue = nextInMs !== null && nextInMs <= poll;
      // A timer may fire a fraction early, which would cost a claim in vain.
      const called = await this.#wake.sleep(isDue ? Math.ceil(nextInMs) : poll);
      if (called || isDue || this.#stopping.signal.aborted) return;
      if ((await readDue(database, queue)).ready) return;
    }
  }

  #start(jobs: readonly ClaimedJob[]): void {
    this.metrics.claims += 1;
    this.metrics.claimed += jobs.length;
    if (jobs.length === 0) this.metrics.emptyClaims += 1;
    for (const job of jobs) void this.#execute(this.#held.add(job));
  }

  async #execute(held: HeldJob): Promise<void> {
    const { timeoutMs, work } = this.#options;
    this.metrics.running += 1;
    const error = await runAttempt(held, timeoutMs(held.job), work);
    this.metrics.running -= 1;
    if (this.metrics.running === 0) this.#onDrained?.();
    // A job that fails because it is told to stop has not failed.
    if (held.state === 'running' && !(error !== null && isShutDown(held))) this.#settler.add({ held, error });
    this.#wakeForSlot();
  }

  // Handlers that end in the same turn free their slots for one claim.
  #wakeForSlot(): void {
    if (this.#slotCall !== null) return;
    this.#slotCall = setImmediate(() => {
      this.#slotCall = null;
      if (this.#mayBeMore) this.#wake.call();
    });
  }

  async #drained(timeoutMs: number): Promise<void> {
    if (this.metrics.running === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onDrained = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
    this.#onDrained = null;
  }

  async #abortRunning(): Promise<void> {
    if (this.#held.running().length === 0) return;
    for (const held of this.#held.running()) {
      held.controller.abort(new QueueError('SHUTTING_DOWN', 'The queue stops; the job runs again in another process.'));
    }
    await this.#drained(ABORT_GRACE_MS);
    const left = this.#held.running();
    for (const held of left) {
      held.state = 'released';
      this.#held.remove(held);
    }
    await this.#giveBack(left.map((held) => held.job));
  }

  async #giveBack(jobs: readonly ClaimedJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const { database, queue, logger } = this.#options;
    try {
      this.metrics.released += (await releaseJobs(database, queue, jobs)).length;
    } catch (error) {
      logger.warn('Jobs could not be given back; they run again when their lease has lapsed.', {
        queue,
        count: jobs.length,
        error: describeError(error),
      });
    }
  }

  async #flush(): Promise<void> {
    if (await within(ANSWER_TIMEOUT_MS, this.#settler.flushed())) return;
    this.#settler.abandon();
    this.#options.logger.warn('Results could not be stored before the stop; their jobs run again.', {
      queue: this.#options.queue,
      count: this.metrics.unsettled,
    });
  }
}

function isShutDown(held: HeldJob): boolean {
  const reason: unknown = held.controller.signal.reason;
  return reason instanceof QueueError && reason.code === 'SHUTTING_DOWN';
}
