import { setTimeout as delay } from 'node:timers/promises';
import { isFinalRunStatus } from '@kongflow/runs';
import type { TriggerClient } from '@trigger.dev/sdk';
import { z } from 'zod';

type Run = Awaited<ReturnType<TriggerClient['getRun']>>;

const POLL_MS = 50;

const RefusalSchema = z.object({ error: z.string() });
const EndpointSchema = z.object({ endpointIndex: z.object({ id: z.string() }) });
const IndexSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('PENDING') }),
  z.object({ status: z.literal('STARTED') }),
  z.object({ status: z.literal('SUCCESS'), stats: z.object({ jobs: z.number() }) }),
  z.object({ status: z.literal('FAILURE'), error: z.object({ message: z.string() }) }),
]);

/** Where an app listens and how the platform is reached. */
export interface EndpointRegistration {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly id: string;
  readonly url: string;
}

/**
 * Registers the app as an endpoint, as `trigger-cli dev` does, and waits until it is indexed.
 *
 * @returns the number of jobs found
 * @throws when the platform refuses the endpoint or the index fails
 */
export async function waitForIndex({ apiUrl, apiKey, id, url }: EndpointRegistration): Promise<number> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const call = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(`${apiUrl}${path}`, { headers, ...init });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${RefusalSchema.parse(body).error}`);
    return body;
  };
  const endpoint = EndpointSchema.parse(
    await call('/api/v1/endpoints', { method: 'POST', body: JSON.stringify({ id, url }) }),
  );
  for (;;) {
    const index = IndexSchema.parse(await call(`/api/v1/endpointindex/${endpoint.endpointIndex.id}`));
    if (index.status === 'SUCCESS') return index.stats.jobs;
    if (index.status === 'FAILURE') throw new Error(index.error.message);
    await delay(POLL_MS);
  }
}

/** Follows the first run of an event to its end, telling `onChange` of every look at it. */
export async function waitForRun(client: TriggerClient, eventId: string, onChange: (run: Run) => void): Promise<Run> {
  for (;;) {
    const { runs } = await client.getEvent(eventId);
    const runId = runs[0]?.id;
    if (runId !== undefined) {
      const run = await client.getRun(runId, { subtasks: true, taskdetails: true, take: 50 });
      onChange(run);
      if (isFinalRunStatus(run.status)) return run;
    }
    await delay(POLL_MS);
  }
}
