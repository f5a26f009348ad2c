import type { TaskPayload } from '@kongflow/protocol';
import type { Kongflow } from './kongflow.ts';

/**
 * Registers one job that an indexing found, and settles it with the index, in one transaction: whoever sees the index
 * SUCCESS can send events to its jobs.
 */
export async function registerIndexedJob(
  { endpoints, jobs }: Kongflow,
  { endpointId, indexId, job }: TaskPayload<'registerJob'>,
): Promise<void> {
  const registration = { endpointId, indexId, slug: job.id, version: job.version };
  await endpoints.carryOutRegistration(registration, async ({ environmentId, organizationId, projectId }, tx) => {
    const environment = { id: environmentId, organizationId, projectId };
    const registered = await jobs.registerJob({ environment, endpointId, job }, { tx });
    return registered === null ? { result: 'UNCHANGED' } : { result: 'REGISTERED', internal: job.internal };
  });
}

/** Disables one job that an indexing found disabled or did not find, and settles it with the index. */
export async function disableIndexedJob(
  { endpoints, jobs }: Kongflow,
  { endpointId, indexId, slug, version }: TaskPayload<'disableJob'>,
): Promise<void> {
  const registration = { endpointId, indexId, slug, version };
  await endpoints.carryOutRegistration(registration, async ({ environmentId, projectId }, tx) => {
    const disabled = await jobs.disableJob({ environment: { id: environmentId, projectId }, endpointId, slug }, { tx });
    return { result: disabled === null ? 'UNCHANGED' : 'DISABLED' };
  });
}

/** Settles a registration whose attempts are used up, so that its index ends. */
export async function settleFailedRegistration(
  { endpoints }: Kongflow,
  { indexId, slug, version }: { readonly indexId: string; readonly slug: string; readonly version: string },
  message: string,
): Promise<void> {
  await endpoints.recordRegistration(indexId, { result: 'FAILED', slug, version, message });
}
