import { newId } from '@kongflow/protocol';
import type { InTransaction, RunsContext } from './context.ts';

/** For which event which version of a job is to run. */
export interface CreateRunInput {
  readonly environmentId: string;
  /** The row id of the event. */
  readonly eventRecordId: string;
  /** The id of the job version. */
  readonly versionId: string;
}

/**
 * See `RunsService.createRun`. Inherits from trigger.dev v2 `CreateRunService`, which ran disabled versions and deleted
 * jobs, and made a second run when it was called again.
 */
export function createRun(
  { repository, queue, logger }: RunsContext,
  input: CreateRunInput,
  { tx }: InTransaction = {},
): Promise<{ id: string } | null> {
  return repository.withTransaction(tx, async (statements, own) => {
    const run = await statements.insertRun({ id: newId(), ...input });
    if (run === null) {
      // Nothing was inserted because the version may not run, or because another transaction has just inserted it.
      const existing = await statements.getRunIdOfEvent(input);
      if (existing !== null) return { id: existing };
      logger.info('No run was created: runs are off, or the version is disabled or deleted', { ...input });
      return null;
    }
    if (run.created) await queue.enqueue('startRun', { id: run.id }, { tx: own });
    return { id: run.id };
  });
}
