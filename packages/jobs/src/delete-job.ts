import { isUuid } from '@kongflow/protocol';
import type { InTransaction, JobsContext } from './context.ts';
import { JobsError } from './errors.ts';
import type { Job } from './generated/models.ts';

/** Which job is meant. */
export interface JobReference {
  readonly projectId: string;
  /** The job's id. */
  readonly id: string;
}

/** See `JobsService.deleteJob`. Inherits from trigger.dev v2 `DeleteJobService`. */
export function deleteJob(
  { repository, logger }: JobsContext,
  { projectId, id }: JobReference,
  { tx }: InTransaction = {},
): Promise<Job> {
  return repository.withTransaction(tx, async (statements, tx) => {
    const job = isUuid(id) ? await statements.lockJob({ id, projectId }) : null;
    if (job === null) throw new JobsError('JOB_NOT_FOUND', 'The project has no job with this id.');
    const deleted = await statements.markJobDeleted({ id, projectId });
    if (deleted !== null) {
      tx.afterCommit(() => logger.info('Job deleted', { slug: job.slug, projectId }));
      return deleted;
    }
    throw new JobsError(
      'JOB_IS_ACTIVE',
      `Job "${job.slug}" is active in some environment: disable it (enabled: false), let its endpoints be indexed, and delete it then.`,
    );
  });
}
