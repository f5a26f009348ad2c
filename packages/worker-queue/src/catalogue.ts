import type { tasks } from '@kongflow/protocol';
import { z } from 'zod';
import { QueueError } from './errors.ts';

/**
 * A pool is one pg-boss queue and one dispatcher with slots of its own, so that long jobs of one pool cannot starve
 * short jobs of the other.
 */
export type TaskPool = 'default' | 'execution';

/** All pools. */
export const TASK_POOLS: readonly TaskPool[] = ['default', 'execution'];

/**
 * One entry of a task catalogue.
 *
 * A task lives in one pool for good: job keys and serial keys are unique within their pool. The payload schema is
 * applied to what the caller passes and once more to the JSON of its own result, so it must accept that:
 * `z.coerce.date()`, not `z.date()`.
 */
export interface TaskDefinition<Payload extends z.ZodType = z.ZodType> {
  readonly payload: Payload;
  /** Small is urgent; default of the reference is 0. */
  readonly priority: number;
  /** Attempts in all, at least 1. */
  readonly maxAttempts: number;
  /** Default: `'default'`. */
  readonly pool?: TaskPool | undefined;
  /** Cron expression in UTC with 5 fields, or 6 with seconds first. The payload is then `{ ts, backfilled }`. */
  readonly cron?: string | undefined;
  /** Longest run of one attempt in seconds, default {@link DEFAULT_TIMEOUT_SECONDS}. */
  readonly timeoutSeconds?: number | undefined;
  /** Jobs with the same serial key run one after the other, over all processes and tasks of the pool. */
  serialKey?(payload: z.output<Payload>): string;
  /** A pending job with the same key is replaced. */
  jobKey?(payload: z.output<Payload>): string;
}

/** Tasks by name. */
export type TaskCatalogue = Readonly<Record<string, TaskDefinition>>;

/** KongFlow's own catalogue. */
export type KongflowTasks = typeof tasks;

/** The names of a catalogue's tasks. */
export type TaskName<C extends TaskCatalogue = KongflowTasks> = keyof C & string;

/** What a handler receives. */
export type TaskPayload<C extends TaskCatalogue, T extends TaskName<C>> = z.output<C[T]['payload']>;

/** What an enqueuer passes. */
export type TaskPayloadInput<C extends TaskCatalogue, T extends TaskName<C>> = z.input<C[T]['payload']>;

/** An attempt may take an hour unless its task says otherwise. */
export const DEFAULT_TIMEOUT_SECONDS = 3600;

/** pg-boss refuses longer expiries than a day; ours is a minute behind the timeout. */
export const MAX_TIMEOUT_SECONDS = 86_000;

/** The pool of a task. */
export function poolOf(definition: TaskDefinition): TaskPool {
  return definition.pool ?? 'default';
}

/**
 * Finds a task.
 * @throws {QueueError} `UNKNOWN_TASK`.
 */
export function findTask<C extends TaskCatalogue, T extends TaskName<C>>(catalogue: C, task: T): C[T] {
  if (!Object.hasOwn(catalogue, task)) {
    throw new QueueError('UNKNOWN_TASK', `The task catalogue has no "${task}".`);
  }
  return catalogue[task];
}

/**
 * Parses a task's payload.
 *
 * Messages name the places that do not fit and what is expected there, never the values found.
 * @throws {QueueError} `INVALID_PAYLOAD`.
 */
export function parsePayload<Payload extends z.ZodType>(
  task: string,
  schema: Payload,
  payload: unknown,
): z.output<Payload> {
  const parsed = z.safeParse(schema, payload);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(payload)'}: ${issue.message}`);
  throw new QueueError(
    'INVALID_PAYLOAD',
    `The payload of task "${task}" does not fit its schema: ${issues.join('; ')}.`,
  );
}
