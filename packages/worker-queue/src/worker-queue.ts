import type { Database, Transaction } from '@kongflow/database';
import { silentLogger, type Logger } from '@kongflow/logger';
import { newId, tasks } from '@kongflow/protocol';
import { retryDelayMs } from './back-off.ts';
import {
  findTask,
  parsePayload,
  poolOf,
  TASK_POOLS,
  type KongflowTasks,
  type TaskCatalogue,
  type TaskName,
  type TaskPayloadInput,
  type TaskPool,
} from './catalogue.ts';
import { createBoss, type Boss } from './create-boss.ts';
import { CronTicker } from './cron-ticker.ts';
import { describeJob, timeoutSecondsOf, type EnqueueCallOptions, type NewJob } from './enqueue-options.ts';
import { countStatements, explain, insertJobs, insertTick } from './enqueue-jobs.ts';
import { QueueError } from './errors.ts';
import { Handlers } from './handlers.ts';
import { Notifier } from './notifier.ts';
import { DEAD_QUEUE, removeKeyedJob } from './pgboss-sql.ts';
import type { HandleOptions, QueueMetrics, TaskHandler, TaskJob, WorkerQueue } from './types.ts';
import { Worker } from './worker.ts';

/** How a queue works. */
export interface WorkerQueueOptions {
  /** The database whose pool everything runs on, but for one connection that listens. */
  readonly database: Database;
  /** Default: none. */
  readonly logger?: Logger | undefined;
  /** Jobs that run at once in this process, in every pool or by pool. Default 10 in each. */
  readonly concurrency?: number | Partial<Record<TaskPool, number>> | undefined;
  /** How often to look for work without being told, in ms. Default 1000. */
  readonly pollIntervalMs?: number | undefined;
  /** Wait after a failed attempt (from 1), in ms. Default: e^min(attempt, 10) seconds. */
  readonly retryDelay?: ((attempt: number) => number) | undefined;
}

const DEFAULT_CONCURRENCY = 10;
const DEFAULT_STOP_TIMEOUT_MS = 30_000;
// Handlers of exhausted jobs only write what happened.
const DEAD_CONCURRENCY = 5;

/**
 * Makes a queue on pg-boss; `installQueue` must have run on the database. Without a catalogue: KongFlow's own tasks.
 *
 * @example
 * const queue = createWorkerQueue({ database, concurrency: { execution: 50 } });
 * queue.handle('startRun', async ({ id }) => runs.startRun(id));
 * await queue.start();
 */
export function createWorkerQueue(options: WorkerQueueOptions & { readonly catalogue?: undefined }): WorkerQueue;
export function createWorkerQueue<C extends TaskCatalogue>(
  options: WorkerQueueOptions & { readonly catalogue: C },
): WorkerQueue<C>;
export function createWorkerQueue(
  options: WorkerQueueOptions & { readonly catalogue?: TaskCatalogue | undefined },
): WorkerQueue | WorkerQueue<TaskCatalogue> {
  const { catalogue } = options;
  return catalogue === undefined
    ? new PgWorkerQueue<KongflowTasks>(tasks, options)
    : new PgWorkerQueue<TaskCatalogue>(catalogue, options);
}

/*
 * stopped  → starting   start()
 * starting → running    pg-boss answers, dispatchers claim | → stopped  it does not: start() rejects
 * running  → stopping   stop()
 * stopping → stopped    handlers ended or their jobs given back, results stored
 *
 * Enqueueing works in every state.
 */
class PgWorkerQueue<C extends TaskCatalogue> implements WorkerQueue<C> {
  readonly #catalogue: C;
  readonly #database: Database;
  readonly #logger: Logger;
  readonly #options: WorkerQueueOptions;
  readonly #boss: Boss;
  readonly #notifier: Notifier;
  readonly #handlers = new Handlers();
  #worker: Worker | null = null;
  #starting: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;

  constructor(catalogue: C, options: WorkerQueueOptions) {
    const { database, logger = silentLogger, pollIntervalMs = 1000 } = options;
    if (!(pollIntervalMs > 0)) throw new QueueError('INVALID_OPTIONS', 'pollIntervalMs must be positive.');
    for (const pool of TASK_POOLS) slotsOf(options, pool);
    this.#catalogue = catalogue;
    this.#database = database;
    this.#logger = logger;
    this.#options = options;
    this.#boss = createBoss(database, logger, false);
    this.#notifier = new Notifier(database, newId(), logger);
  }

  async enqueue<T extends TaskName<C>>(
    task: T,
    payload: TaskPayloadInput<C, T>,
    options: EnqueueCallOptions = {},
  ): Promise<{ id: string }> {
    const job = describeJob(task, findTask(this.#catalogue, task), payload, options);
    const [id = ''] = await this.#store([job], options.tx);
    return { id };
  }

  async enqueueMany(
    jobs: readonly TaskJob<C>[],
    { tx }: { tx?: Transaction | undefined } = {},
  ): Promise<{ id: string }[]> {
    const described = jobs.map(({ task, payload, ...options }) =>
      describeJob(task, findTask(this.#catalogue, task), payload, options),
    );
    const ids =
      tx === undefined && countStatements(described) > 1
        ? await this.#database.transaction(async (own) => this.#store(described, own))
        : await this.#store(described, tx);
    return ids.map((id) => ({ id }));
  }

  async dequeue(jobKey: string, { tx }: { tx?: Transaction | undefined } = {}): Promise<boolean> {
    try {
      return await removeKeyedJob(tx ?? this.#database, TASK_POOLS, jobKey);
    } catch (error) {
      throw explain(error);
    }
  }

  handle<T extends TaskName<C>>(task: T, handler: TaskHandler<C, T>, { onExhausted }: HandleOptions<C, T> = {}): void {
    if (this.#starting !== null) {
      throw new QueueError('INVALID_OPTIONS', `Task "${task}" got its handler after start().`);
    }
    const definition = findTask(this.#catalogue, task);
    const schema = memberOf(definition, 'payload');
    this.#handlers.add(task, {
      pool: poolOf(definition),
      timeoutMs: timeoutSecondsOf(definition) * 1000,
      cron: definition.cron,
      run: async (json, context) => handler(parsePayload(task, schema, json), context),
      exhausted: async (json, error) => onExhausted?.(parsePayload(task, schema, json), error),
    });
  }

  async start(): Promise<void> {
    await this.#stopping;
    return (this.#starting ??= this.#start());
  }

  async stop({ timeoutMs = DEFAULT_STOP_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    if (this.#starting === null && this.#stopping === null) return this.#notifier.flushed();
    return (this.#stopping ??= this.#stop(timeoutMs));
  }

  metrics(): QueueMetrics {
    return this.#worker?.metrics() ?? {};
  }

  async #start(): Promise<void> {
    try {
      await this.#boss.boss.start();
      const worker = this.#createWorker();
      worker.start();
      this.#worker = worker;
    } catch (error) {
      await this.#boss.boss.stop({ close: false, graceful: false });
      this.#starting = null;
      throw explain(error);
    }
  }

  async #stop(timeoutMs: number): Promise<void> {
    // A start that failed has cleaned up, and told its callers.
    await this.#starting?.catch(() => undefined);
    await this.#worker?.stop(timeoutMs);
    await this.#boss.boss.stop({ close: false, graceful: false });
    await this.#notifier.flushed();
    this.#worker = null;
    this.#starting = null;
    this.#stopping = null;
  }

  #createWorker(): Worker {
    const concurrency = new Map<string, number>();
    for (const pool of TASK_POOLS) if (this.#handlers.has(pool)) concurrency.set(pool, slotsOf(this.#options, pool));
    if (concurrency.size > 0) concurrency.set(DEAD_QUEUE, DEAD_CONCURRENCY);
    return new Worker({
      database: this.#database,
      boss: this.#boss,
      logger: this.#logger,
      notifier: this.#notifier,
      concurrency,
      pollIntervalMs: this.#options.pollIntervalMs ?? 1000,
      retryDelay: this.#options.retryDelay ?? retryDelayMs,
      timeoutMs: (job) => this.#handlers.timeoutMs(job),
      work: async (held) => this.#handlers.work(held),
      tickers: this.#handlers.crons().map(
        ([task, cron]) =>
          new CronTicker({
            task,
            cron,
            logger: this.#logger,
            enqueue: async (id, payload) => this.#enqueueTick(task, id, payload),
          }),
      ),
    });
  }

  async #enqueueTick(task: string, id: string, payload: { ts: Date; backfilled: boolean }): Promise<void> {
    const job = describeJob(task, findTask<TaskCatalogue, string>(this.#catalogue, task), payload, {});
    await insertTick(this.#boss, this.#database, id, job);
    this.#wake([job]);
  }

  async #store(jobs: readonly NewJob[], tx?: Transaction): Promise<string[]> {
    const stored = await insertJobs(this.#boss, this.#database, tx, jobs);
    const wake = (): void => this.#wake(jobs);
    if (tx === undefined) wake();
    else tx.afterCommit(wake);
    return stored;
  }

  // This process at once, the others by a call; nobody for jobs of a later time, which a poll will find before it comes.
  #wake(jobs: readonly NewJob[]): void {
    const soon = Date.now() + 2 * (this.#options.pollIntervalMs ?? 1000);
    for (const pool of new Set(jobs.filter(({ runAt }) => (runAt?.getTime() ?? 0) < soon).map((job) => job.pool))) {
      this.#worker?.poke(pool);
      this.#notifier.notify(pool);
    }
  }
}

// Reading `definition.payload` directly would widen it to the payload of any task.
function memberOf<T, K extends keyof T>(value: T, key: K): T[K] {
  return value[key];
}

function slotsOf({ concurrency }: WorkerQueueOptions, pool: TaskPool): number {
  const slots = (typeof concurrency === 'number' ? concurrency : concurrency?.[pool]) ?? DEFAULT_CONCURRENCY;
  if (Number.isInteger(slots) && slots >= 1 && slots <= 1000) return slots;
  throw new QueueError('INVALID_OPTIONS', `concurrency of pool "${pool}" must be a whole number from 1 to 1000.`);
}
