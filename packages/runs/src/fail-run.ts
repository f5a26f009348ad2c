import type { RunStatus } from '@kongflow/protocol';
import type { RunsContext } from './context.ts';

/** The task of the queue whose attempts are used up. */
export type ExhaustedTask = 'startRun' | 'performRunExecution';

/**
 * The states in which a run depends on a task of the queue. Only then does its exhaustion fail the run: the last attempt
 * may have done its work and died before it could say so.
 */
const DEPENDENT: Record<ExhaustedTask, readonly RunStatus[]> = {
  startRun: ['PENDING'],
  performRunExecution: ['QUEUED', 'EXECUTING', 'WAITING_TO_EXECUTE'],
};

/** See `RunsService.failRun`. */
export function failRun(
  context: RunsContext,
  id: string,
  message: string,
  exhausted: readonly ExhaustedTask[] = ['startRun', 'performRunExecution'],
): Promise<void> {
  return fail(context, { id, statuses: exhausted.flatMap((task) => DEPENDENT[task]) }, message);
}

/** See `RunsService.failRunOfTask`. */
export async function failRunOfTask(context: RunsContext, taskId: string, message: string): Promise<void> {
  const runId = await context.repository.getRunIdOfTask({ id: taskId });
  if (runId !== null) await fail(context, { id: runId, statuses: ['WAITING_TO_CONTINUE'], waitsFor: taskId }, message);
}

function fail(
  { repository, logger }: RunsContext,
  run: { readonly id: string; readonly statuses: readonly RunStatus[]; readonly waitsFor?: string },
  message: string,
): Promise<void> {
  return repository.withTransaction(undefined, async (statements) => {
    const failed = await statements.failRun({ ...run, output: { message } });
    if (failed === null) return;
    await statements.closeTasks({ runId: run.id, status: 'ERRORED' });
    logger.error('A run failed because its task in the queue was given up', { runId: run.id, reason: message });
  });
}
