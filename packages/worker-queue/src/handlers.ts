import type { TaskPool } from './catalogue.ts';
import { QueueError } from './errors.ts';
import type { HeldJob } from './held-jobs.ts';
import type { ClaimedJob } from './job-data.ts';
import type { TaskContext } from './types.ts';

/** A handler without its types: payloads are JSON that it parses itself. */
export interface BoundHandler {
  readonly pool: TaskPool;
  readonly timeoutMs: number;
  readonly cron?: string | undefined;
  readonly run: (payload: unknown, context: TaskContext) => Promise<void>;
  readonly exhausted: (payload: unknown, error: { message: string }) => Promise<void>;
}

// Of jobs whose task this process does not know: they fail at once.
const UNKNOWN_TIMEOUT_MS = 60_000;

/** The handlers of a process, by task. */
export class Handlers {
  readonly #handlers = new Map<string, BoundHandler>();

  /**
   * Binds a handler.
   * @throws {QueueError} `DUPLICATE_HANDLER`.
   */
  add(task: string, handler: BoundHandler): void {
    if (this.#handlers.has(task)) {
      throw new QueueError('DUPLICATE_HANDLER', `Task "${task}" has a handler already.`);
    }
    this.#handlers.set(task, handler);
  }

  /** Whether a task of the pool has a handler. */
  has(pool: TaskPool): boolean {
    return [...this.#handlers.values()].some((handler) => handler.pool === pool);
  }

  /** Tasks with a cron expression, and the expression. */
  crons(): [task: string, cron: string][] {
    return [...this.#handlers].flatMap(([task, { cron }]): [string, string][] =>
      cron === undefined ? [] : [[task, cron]],
    );
  }

  /** Longest run of a job. */
  timeoutMs(job: ClaimedJob): number {
    return this.#handlers.get(job.data.task)?.timeoutMs ?? UNKNOWN_TIMEOUT_MS;
  }

  /**
   * Runs the handler of a job; of a dead letter, what its task wants done when attempts are used up.
   * @throws {QueueError} `NO_HANDLER` or `INVALID_PAYLOAD`; or whatever the handler throws.
   */
  async work({ job, controller }: HeldJob): Promise<void> {
    const { task, payload, maxAttempts } = job.data;
    const handler = this.#handlers.get(task);
    if (handler === undefined) {
      throw new QueueError('NO_HANDLER', `Task "${task}" has no handler in this process; is it of another release?`);
    }
    if (job.source !== undefined) return handler.exhausted(payload, job.source.error);
    return handler.run(payload, {
      jobId: job.id,
      attempt: job.retryCount + 1,
      maxAttempts,
      signal: controller.signal,
    });
  }
}
