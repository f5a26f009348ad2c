import type { Transaction } from '@kongflow/database';
import type { KongflowTasks, TaskCatalogue, TaskName, TaskPayload, TaskPayloadInput } from './catalogue.ts';
import type { JobError } from './describe-error.ts';
import type { EnqueueCallOptions, EnqueueOptions } from './enqueue-options.ts';
import type { PoolMetrics } from './metrics.ts';

/** What a handler learns of the job it works on. */
export interface TaskContext {
  /** The same over all attempts. */
  readonly jobId: string;
  /** From 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted when the attempt's time is up, the queue stops, or the job was given to another process. */
  readonly signal: AbortSignal;
}

/** One job of {@link TaskEnqueuer.enqueueMany}. */
export type TaskJob<C extends TaskCatalogue = KongflowTasks> = {
  [T in TaskName<C>]: { readonly task: T; readonly payload: TaskPayloadInput<C, T> } & EnqueueOptions;
}[TaskName<C>];

/** What services need of the queue. */
export interface TaskEnqueuer<C extends TaskCatalogue = KongflowTasks> {
  /**
   * Stores a job: one statement, with or without a key.
   *
   * @throws {QueueError} `UNKNOWN_TASK`, `INVALID_PAYLOAD`, `INVALID_OPTIONS`, `NOT_INSTALLED`.
   * @throws {DatabaseError}
   */
  enqueue<T extends TaskName<C>>(
    task: T,
    payload: TaskPayloadInput<C, T>,
    options?: EnqueueCallOptions,
  ): Promise<{ id: string }>;

  /** Stores jobs, all or none: one statement a pool for those without a key, and one for those with. */
  enqueueMany(jobs: readonly TaskJob<C>[], options?: { tx?: Transaction | undefined }): Promise<{ id: string }[]>;

  /**
   * Deletes the pending job of a key. A running one goes on, but loses its key, its further attempts and `onExhausted`.
   *
   * @returns whether a pending job was deleted.
   */
  dequeue(jobKey: string, options?: { tx?: Transaction | undefined }): Promise<boolean>;
}

/** Does the work of a task. Delivered at least once: a repeat must have the same result. */
export type TaskHandler<C extends TaskCatalogue, T extends TaskName<C>> = (
  payload: TaskPayload<C, T>,
  context: TaskContext,
) => Promise<void>;

/** How a handler is bound. */
export interface HandleOptions<C extends TaskCatalogue, T extends TaskName<C>> {
  /**
   * Called once the job has used up its attempts, also when its process died in the last one. Durable and, like a
   * handler, called at least once and repeated when it throws. Not called for a job that was superseded.
   */
  readonly onExhausted?: (payload: TaskPayload<C, T>, error: Pick<JobError, 'message'>) => Promise<void>;
}
/** Counters of a worker, by pool; `dead` is the queue of `onExhausted`. */
export type QueueMetrics = Readonly<Record<string, Readonly<PoolMetrics>>>;

/** A queue that enqueues and, once started, works. */
export interface WorkerQueue<C extends TaskCatalogue = KongflowTasks> extends TaskEnqueuer<C> {
  /**
   * Binds the handler of a task; a worker claims only from pools of which it has a handler.
   *
   * @throws {QueueError} `UNKNOWN_TASK`, `DUPLICATE_HANDLER`, or `INVALID_OPTIONS` after start().
   */
  handle<T extends TaskName<C>>(task: T, handler: TaskHandler<C, T>, options?: HandleOptions<C, T>): void;

  /**
   * Starts to work; again: the same start.
   * @throws {QueueError} `NOT_INSTALLED`, or `INVALID_OPTIONS` for a bad cron expression.
   */
  start(): Promise<void>;

  /**
   * Claims no more, lets running handlers end for so many ms (default 30,000), then aborts their signals and gives their
   * jobs back, uncounted, to be run elsewhere at once. Results are stored before it resolves. Again: the same stop.
   */
  stop(options?: { timeoutMs?: number }): Promise<void>;

  /** What this worker has done so far. */
  metrics(): QueueMetrics;
}
