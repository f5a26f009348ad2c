import { isFinalRunStatus } from '@kongflow/runs';
import { waitFor } from '@kongflow/testing';
import type { TriggerClient } from '@trigger.dev/sdk';
import { z } from 'zod';
import type { EnvironmentSlug, Platform } from './platform.ts';

/** A run as the SDK returns it. */
export type Run = Awaited<ReturnType<TriggerClient['getRun']>>;

const TIMEOUT_MS = 20_000;

/** Waits until the event has triggered so many runs, and returns their ids. */
export async function runsOf(client: TriggerClient, eventId: string, count = 1): Promise<string[]> {
  return waitFor(
    async () => {
      const { runs } = await client.getEvent(eventId);
      return runs.length >= count ? runs.map(({ id }) => id) : null;
    },
    { timeoutMs: TIMEOUT_MS, describe: `${count} run(s) of event ${eventId}` },
  );
}

/** Waits until the run is over, however it ends. */
export async function finished(client: TriggerClient, runId: string): Promise<Run> {
  let last: Run | undefined;
  return waitFor(
    async () => {
      last = await client.getRun(runId, { subtasks: true, taskdetails: true, take: 50 });
      return isFinalRunStatus(last.status) ? last : null;
    },
    { timeoutMs: TIMEOUT_MS, describe: () => `run ${runId} to end; it is ${last?.status} with ${tasksOf(last)}` },
  );
}

/** Waits until the only run of the event is over. */
export async function finishedRunOf(client: TriggerClient, eventId: string): Promise<Run> {
  const [runId] = await runsOf(client, eventId);
  if (runId === undefined) throw new Error(`event ${eventId} has no run`);
  return finished(client, runId);
}

const TaskDetailsSchema = z
  .object({ name: z.string(), status: z.string(), displayKey: z.string().nullable() })
  .passthrough();

/**
 * The tasks of a run as the API tells them: the SDK asks for `params` and `output`, and then drops both.
 *
 * @returns at most 50, subtasks inside of their parents
 */
export async function taskDetails(
  platform: Platform,
  runId: string,
  environment: EnvironmentSlug = 'prod',
): Promise<z.infer<typeof TaskDetailsSchema>[]> {
  const { apiKey } = platform.environment(environment);
  const response = await platform.request(`/api/v2/runs/${runId}?taskdetails=true&subtasks=true&take=50`, {
    key: apiKey,
  });
  return z.object({ tasks: z.array(TaskDetailsSchema) }).parse(await response.json()).tasks;
}

function tasksOf(run: Run | undefined): string {
  return JSON.stringify(run?.tasks.map(({ name, status }) => `${name} ${status}`) ?? []);
}
