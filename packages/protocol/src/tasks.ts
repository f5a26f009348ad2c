/**
 * The catalogue of background tasks: every task of KongFlow, its payload and how it is queued.
 *
 * `priority`: small is urgent. `maxAttempts` counts the first attempt. `jobKey`: at most one job with the key is pending;
 * enqueueing another replaces it. `serialKey`: jobs with the same key never run at the same time. `cron`: the queue
 * enqueues the task itself, in UTC, once per tick however many processes run. `pool`: executions last as long as the
 * user's code, so that they have workers of their own and cannot starve the rest.
 */
import { z } from 'zod';

import { DateSchema } from './date.ts';
import { RowIdSchema } from './ids.ts';
import { JobMetadataSchema, JobSlugSchema, JobVersionSchema } from './jobs.ts';

/** How a task is queued and what it carries. */
export interface TaskDefinition<Payload = unknown, Input = unknown> {
  /** Checked when the task is enqueued and again when it is taken from the queue. */
  readonly payload: z.ZodType<Payload, Input>;
  readonly priority: number;
  readonly maxAttempts: number;
  readonly pool: 'default' | 'execution';
  /** Five fields, UTC. */
  readonly cron?: string;
  /** How long an attempt may take, in seconds. Default: the queue's, an hour. */
  readonly timeoutSeconds?: number;
  jobKey?(payload: Payload): string;
  serialKey?(payload: Payload): string;
}

const ById = z.object({ id: RowIdSchema });
const Registration = z.object({ endpointId: RowIdSchema, indexId: RowIdSchema });
const CronTick = z.object({
  /** The minute the task is for. */
  ts: DateSchema,
  /** Whether the tick was missed and is made up for. */
  backfilled: z.boolean().default(false),
});

const catalogue = {
  /** Asks an endpoint for its jobs and enqueues their registration; `id` is the endpoint index. */
  performEndpointIndexing: define({ payload: ById, priority: 1, maxAttempts: 7 }),
  /** Registers one job that an indexing found. */
  registerJob: define({ payload: Registration.extend({ job: JobMetadataSchema }), priority: 1, maxAttempts: 7 }),
  /** Disables one job that an indexing found disabled, or did not find. */
  disableJob: define({
    payload: Registration.extend({ slug: JobSlugSchema, version: JobVersionSchema }),
    priority: 1,
    maxAttempts: 7,
  }),
  /** Finds the dispatchers that an event matches; `id` is the event record. */
  deliverEvent: define({
    payload: ById,
    priority: 0,
    maxAttempts: 5,
    jobKey: ({ id }) => `event:${id}`,
  }),
  /** Starts what a dispatcher starts, for one event; `id` is the dispatcher. */
  'events.invokeDispatcher': define({
    payload: ById.extend({ eventRecordId: RowIdSchema }),
    priority: 0,
    maxAttempts: 6,
  }),
  /** Moves a new run to the queue of executions. */
  startRun: define({ payload: ById, priority: 0, maxAttempts: 4 }),
  /** Calls the endpoint to execute a run; how long that may take, the run's organization says. */
  performRunExecution: define({
    payload: ById,
    priority: 0,
    maxAttempts: 12,
    pool: 'execution',
    timeoutSeconds: 23 * 60 * 60,
    jobKey: ({ id }) => `job_run:EXECUTE_JOB:${id}`,
  }),
  /** Wakes a waiting task and lets its run go on; `id` is the task. */
  resumeTask: define({
    payload: ById,
    priority: 0,
    maxAttempts: 10,
    jobKey: ({ id }) => `resume:${id}`,
  }),
  /** Indexes production endpoints that were not indexed of late. */
  autoIndexProductionEndpoints: define({ payload: CronTick, priority: 0, maxAttempts: 25, cron: '*/5 * * * *' }),
  /** Deletes old endpoint indexes. */
  purgeOldIndexings: define({ payload: CronTick, priority: 0, maxAttempts: 25, cron: '0 * * * *' }),
  /** Deletes old entries of the secret store's audit log. */
  purgeSecretAudit: define({ payload: CronTick, priority: 0, maxAttempts: 25, cron: '23 3 * * *' }),
};

/** Name of a task of the catalogue. */
export type TaskName = keyof typeof catalogue;

/** Payload that a task's handler receives. */
export type TaskPayload<Name extends TaskName> = z.output<(typeof catalogue)[Name]['payload']>;

/** Payload that a task is enqueued with. */
export type TaskPayloadInput<Name extends TaskName> = z.input<(typeof catalogue)[Name]['payload']>;

/** The catalogue of tasks, by name. */
export const tasks: {
  readonly [Name in TaskName]: TaskDefinition<TaskPayload<Name>, TaskPayloadInput<Name>>;
} = catalogue;

/** Tells whether a text is the name of a task. */
export function isTaskName(name: string): name is TaskName {
  return Object.hasOwn(tasks, name);
}

/** Names of all tasks of the catalogue. */
export const taskNames: readonly TaskName[] = Object.keys(tasks).filter(isTaskName);

function define<Payload, Input>(
  definition: Omit<TaskDefinition<Payload, Input>, 'pool'> & { readonly pool?: 'execution' },
): TaskDefinition<Payload, Input> {
  return { pool: 'default', ...definition };
}
