import { type CachedTask, type Json, type RunJobBody, SourceContextSchema, TaskStatusSchema } from '@kongflow/protocol';
import { z } from 'zod';
import type { ClaimedRun, Execution } from './execution.ts';

/**
 * Most characters of finished tasks that are sent along; an app's body parser must take them. A task that does not fit
 * is asked for by the SDK. The figure is trigger.dev v2's.
 */
export const MAX_TASK_CHARACTERS = 3_500_000;

/** The statement makes these objects itself; their outputs were checked when they were stored, and may be megabytes. */
const FinishedTasksSchema = z.array(
  z.object({
    id: z.string(),
    idempotencyKey: z.string(),
    status: TaskStatusSchema,
    noop: z.boolean(),
    output: z.custom<Json>().optional(),
    parentId: z.string().nullable(),
  }),
);

/**
 * What the endpoint is told about a run (trigger.dev v2 `RunJobBody`).
 *
 * All finished tasks are sent, those without a body of their own too, instead of the bloom filter and the cursor that
 * newer servers send: the SDK takes either, and only this one is exact. No `runChunkExecutionLimit`: without it the SDK
 * does not yield by itself. A field without a value is left out, as the SDK refuses null.
 */
export function buildExecutionBody({ run, environment }: Execution): RunJobBody {
  const { organization, project } = environment;
  const source = SourceContextSchema.safeParse(run.eventSourceContext);
  return {
    event: {
      id: run.eventId,
      name: run.eventName,
      payload: run.eventPayload,
      context: run.eventContext,
      timestamp: run.eventTimestamp,
      deliverAt: run.eventDeliverAt,
      deliveredAt: run.eventDeliveredAt,
      cancelledAt: run.eventCancelledAt,
    },
    job: { id: run.jobSlug, version: run.jobVersion },
    run: { id: run.id, isTest: run.isTest, isRetry: false, startedAt: run.executionStartedAt },
    environment: { id: environment.id, slug: environment.slug, type: environment.type },
    organization: { id: organization.id, slug: organization.slug, title: organization.title },
    project: { id: project.id, slug: project.slug, name: project.name },
    ...account(run),
    ...(source.success ? { source: source.data } : {}),
    tasks: finishedTasks(run),
    connections: {},
    yieldedExecutions: run.yieldedExecutions,
  };
}

function account({ accountIdentifier, accountMetadata }: ClaimedRun): Pick<RunJobBody, 'account'> {
  if (accountIdentifier === null) return {};
  return { account: { id: accountIdentifier, ...(accountMetadata === null ? {} : { metadata: accountMetadata }) } };
}

function finishedTasks(run: ClaimedRun): CachedTask[] {
  return FinishedTasksSchema.parse(run.finishedTasks);
}
