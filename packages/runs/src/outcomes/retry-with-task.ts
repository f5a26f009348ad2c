import type { RunsContext } from '../context.ts';
import { continueRun } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';
import type { Answer } from './answer.ts';

/**
 * A task failed and is to be tried again: its attempt has failed, another one is made, and the run waits until the time
 * that the SDK has computed, from the number of attempts.
 */
export function applyRetryWithTask(
  context: RunsContext,
  execution: EndedExecution,
  { task, error, retryAt }: Answer<'RETRY_WITH_TASK'>,
): Promise<void> {
  const wait = { taskId: task.id, outputProperties: task.outputProperties, retry: { error, at: retryAt } };
  return continueRun(context, execution, { waits: [wait] });
}
