import { isUuid } from '@kongflow/protocol';
import type { RunsContext } from '../context.ts';
import type { EndedExecution } from '../execution.ts';
import { finishRun } from '../finish-run.ts';
import type { Answer } from './answer.ts';

/** The job threw: the run fails with its error, and so do the task it names and every other open one. */
export function applyError(
  context: RunsContext,
  execution: EndedExecution,
  { error, task }: Answer<'ERROR'>,
): Promise<void> {
  const failedTask = task !== undefined && isUuid(task.id) ? { id: task.id, error } : undefined;
  return finishRun(context, execution, { status: 'FAILURE', output: error, failedTask });
}
