import { isUuid, tasks } from '@kongflow/protocol';
import type { InTransaction, RunsContext } from './context.ts';
import { RunsError } from './errors.ts';
import type { CancelRunRow } from './generated/runs.sql.ts';
import { getRun, type RunDetails, type RunReference } from './get-run.ts';

/**
 * See `RunsService.cancelRun`. Inherits from trigger.dev v2 `CancelRunService`, which also cancelled runs that had ended,
 * and runs of any environment.
 */
export async function cancelRun(
  { repository, queue }: RunsContext,
  { environmentId, runId }: RunReference,
  { tx }: InTransaction = {},
): Promise<RunDetails> {
  if (!isUuid(runId)) throw notFound();
  return repository.withTransaction(tx, async (statements, own) => {
    const cancelled = await statements.cancelRun({ id: runId, environmentId });
    if (cancelled !== null) {
      await statements.closeTasks({ runId, status: 'CANCELED' });
      for (const key of pendingJobKeys(runId, cancelled)) await queue.dequeue(key, { tx: own });
    }
    const run = await getRun(statements, { environmentId, runId });
    if (run === null) throw notFound();
    return run;
  });
}

/**
 * The queue jobs that the run no longer needs. A job that is not removed would do no harm, and the one that executes the
 * run at this moment cannot be: its outcome will come too late.
 */
function pendingJobKeys(runId: string, { previousStatus, previousWaitingTaskIds }: CancelRunRow): string[] {
  switch (previousStatus) {
    case 'QUEUED':
    case 'WAITING_TO_EXECUTE':
      return present([tasks.performRunExecution.jobKey?.({ id: runId })]);
    case 'WAITING_TO_CONTINUE':
      return present(previousWaitingTaskIds.map((id) => tasks.resumeTask.jobKey?.({ id })));
    default:
      return [];
  }
}

function present(keys: readonly (string | undefined)[]): string[] {
  return keys.filter((key) => key !== undefined);
}

function notFound(): RunsError {
  return new RunsError('RUN_NOT_FOUND', 'Run not found');
}
