import { type Transaction } from '@kongflow/database';
import { findJsonProblem, type Json } from '@kongflow/protocol';
import {
  DEFAULT_TIMEOUT_SECONDS,
  MAX_TIMEOUT_SECONDS,
  parsePayload,
  poolOf,
  type TaskDefinition,
  type TaskPool,
} from './catalogue.ts';
import { QueueError } from './errors.ts';
import type { JobData } from './job-data.ts';

/** How one job is queued; what is left out comes from its task. */
export interface EnqueueOptions {
  /** Run no earlier than this; default: at once. */
  readonly runAt?: Date | undefined;
  /** Replaces the pending job of this key; at most 512 characters. */
  readonly jobKey?: string | undefined;
  /** What replacing does to the run time of a pending job: set it anew (default), or leave it. */
  readonly jobKeyMode?: 'replace' | 'preserve_run_at' | undefined;
  /** Jobs of one serial key run one after the other; at most 512 characters. */
  readonly serialKey?: string | undefined;
  /** Small is urgent. */
  readonly priority?: number | undefined;
  /** Attempts in all, at least 1. */
  readonly maxAttempts?: number | undefined;
}

/** {@link EnqueueOptions} of a single call. */
export interface EnqueueCallOptions extends EnqueueOptions {
  /** Stores the job in this transaction: it exists, and starts, only if the transaction commits. */
  readonly tx?: Transaction | undefined;
}

/** A job ready to be stored. */
export interface NewJob {
  readonly pool: TaskPool;
  readonly data: JobData & { payload: Json };
  readonly runAt: Date | null;
  readonly jobKey: string | null;
  readonly preserveRunAt: boolean;
  readonly serialKey: string | null;
  readonly expireInSeconds: number;
}

const OPTION_NAMES: ReadonlySet<string> = new Set<keyof EnqueueCallOptions>([
  'jobKey',
  'jobKeyMode',
  'maxAttempts',
  'priority',
  'runAt',
  'serialKey',
  'tx',
]);
const MAX_KEY_LENGTH = 512;
// The supervisor's expiry is only the second net behind the worker's own timer, and must not come first.
const EXPIRY_MARGIN_SECONDS = 60;

/**
 * Checks a payload and the options of a call, and fills in what the task says.
 * @throws {QueueError} `INVALID_PAYLOAD` or `INVALID_OPTIONS`.
 */
export function describeJob(
  task: string,
  definition: TaskDefinition,
  payload: unknown,
  options: EnqueueOptions,
): NewJob {
  checkNames(task, options);
  const parsed = parsePayload(task, definition.payload, payload);
  const priority = checkInteger(task, 'priority', options.priority ?? definition.priority, -32_768, 32_767);
  const maxAttempts = checkInteger(task, 'maxAttempts', options.maxAttempts ?? definition.maxAttempts, 1, 1000);
  const timeout = timeoutSecondsOf(definition);
  if (options.runAt !== undefined && Number.isNaN(options.runAt.getTime())) {
    throw new QueueError('INVALID_OPTIONS', `runAt of task "${task}" is not a date.`);
  }
  return {
    pool: poolOf(definition),
    data: { task, payload: toJson(task, parsed), priority, maxAttempts, cron: false },
    // What is due already is due now: pg-boss counts the retention from the run time.
    runAt: options.runAt !== undefined && options.runAt.getTime() > Date.now() ? options.runAt : null,
    jobKey: checkKey(task, 'jobKey', options.jobKey ?? definition.jobKey?.(parsed)),
    preserveRunAt: options.jobKeyMode === 'preserve_run_at',
    serialKey: checkKey(task, 'serialKey', options.serialKey ?? definition.serialKey?.(parsed)),
    expireInSeconds: timeout + EXPIRY_MARGIN_SECONDS,
  };
}

/** The longest run of one attempt of a task, in seconds. */
export function timeoutSecondsOf(definition: TaskDefinition): number {
  return Math.min(Math.max(1, Math.ceil(definition.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS)), MAX_TIMEOUT_SECONDS);
}

function toJson(task: string, payload: unknown): Json {
  let text: string | undefined;
  try {
    text = JSON.stringify(payload);
  } catch (error) {
    throw new QueueError('INVALID_PAYLOAD', `The payload of task "${task}" cannot be written as JSON.`, {
      cause: error,
    });
  }
  const json: Json = text === undefined ? null : JSON.parse(text);
  const problem = findJsonProblem(json);
  if (problem === null) return json;
  const place = problem.path.join('.') || '(payload)';
  throw new QueueError(
    'INVALID_PAYLOAD',
    `The payload of task "${task}" cannot be stored: ${place} ${problem.message}.`,
  );
}

/** TypeScript does not see a superfluous property of a computed object; a misplaced `runAt` would run the job at once. */
function checkNames(task: string, options: object): void {
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.has(name));
  if (unknown === undefined) return;
  throw new QueueError('INVALID_OPTIONS', `"${unknown}" is no option of enqueueing task "${task}".`);
}

function checkInteger(task: string, option: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new QueueError('INVALID_OPTIONS', `${option} of task "${task}" must be a whole number from ${min} to ${max}.`);
}

function checkKey(task: string, option: string, key: string | undefined): string | null {
  if (key === undefined || key === '') return null;
  if (key.length <= MAX_KEY_LENGTH && !key.includes('\0')) return key;
  throw new QueueError(
    'INVALID_OPTIONS',
    `${option} of task "${task}" is longer than ${MAX_KEY_LENGTH} characters or holds NUL.`,
  );
}
