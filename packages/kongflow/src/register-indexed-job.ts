import type { TaskPayload } from '@kongflow/protocol';
import type { Kongflow } from './kongflow.ts';

/**
 * Registers one job that an indexing found, and settles it with the index, in one transaction: whoever sees the index
 * SUCCESS can send events to its jobs.
 */
export async function registerIndexedJob(
  { database, endpoints, jobs, tenancy }: Kongflow,
  { endpointId, indexId, job }: TaskPayload<'registerJob'>,
  queueJobId: string,
): Promise<void> {
  const endpoint = await endpoints.getEndpoint(endpointId);
  if (endpoint === null) return;
  const environment = await tenancy.getEnvironment(endpoint.environmentId);
  await database.transaction(async (tx) => {
    await jobs.registerJob({ environment, endpointId, job }, { tx });
    await endpoints.recordRegistration(indexId, { kind: 'registered', key: queueJobId, internal: job.internal }, { tx });
  });
}

/** Disables one job that an indexing did not find or found disabled, and settles it with the index. */
export async function disableIndexedJob(
  { database, endpoints, jobs, tenancy }: Kongflow,
  { endpointId, indexId, slug, version }: TaskPayload<'disableJob'>,
  queueJobId: string,
): Promise<void> {
  const endpoint = await endpoints.getEndpoint(endpointId);
  if (endpoint === null) return;
  const environment = await tenancy.getEnvironment(endpoint.environmentId);
  await database.transaction(async (tx) => {
    const disabled = await jobs.disableJob({ environment, slug, version }, { tx });
    await endpoints.recordRegistration(indexId, { kind: disabled ? 'disabled' : 'unchanged', key: queueJobId }, { tx });
  });
}
