import type { InTransaction, JobEnvironment, JobsContext } from './context.ts';
import type { Job, JobVersion } from './generated/models.ts';

/** A job to disable. */
export interface DisableJobInput {
  readonly environment: Pick<JobEnvironment, 'id' | 'projectId'>;
  /** The endpoint that does not run the job any more. */
  readonly endpointId: string;
  readonly slug: string;
}

/** A disabled job. */
export interface DisabledJob {
  readonly job: Job;
  /** The versions that were active, at least one. */
  readonly versions: readonly JobVersion[];
}

/**
 * See `JobsService.disableJob`. Inherits from trigger.dev v2 `DisableJobService`, which disabled one version by its
 * number: raising the version and disabling the job in one deploy left the old version active.
 */
export function disableJob(
  { repository, dispatchers, logger }: JobsContext,
  { environment, endpointId, slug }: DisableJobInput,
  { tx }: InTransaction = {},
): Promise<DisabledJob | null> {
  return repository.withTransaction(tx, async (statements, tx) => {
    const job = await statements.lockJobBySlug({ projectId: environment.projectId, slug });
    if (job === null) return null;
    const versions = await statements.disableJobVersions({ jobId: job.id, environmentId: environment.id, endpointId });
    if (versions.length === 0) return null;
    await dispatchers.disableDispatcher({ environmentId: environment.id, dispatchableId: job.id }, { tx });
    tx.afterCommit(() => logger.info('Job disabled', { slug, environmentId: environment.id }));
    return { job, versions };
  });
}
