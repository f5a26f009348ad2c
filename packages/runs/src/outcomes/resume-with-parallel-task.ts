import type { RunJobErrorResponse } from '@kongflow/protocol';
import type { RunsContext } from '../context.ts';
import { continueRun, type Wait } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';
import { finishRun } from '../finish-run.ts';
import type { Answer } from './answer.ts';
import { readCompletions } from './auto-yield-with-completed-task.ts';
import { refuseYields } from './yield-execution.ts';

type Child = RunJobErrorResponse;

/** The item of `io.parallel` whose answer ends the run, if any: an error of one item is an error of the job. */
export function findEnd({ childErrors }: Answer<'RESUME_WITH_PARALLEL_TASK'>): Child | undefined {
  return childErrors.find(
    ({ status }) =>
      status === 'ERROR' || status === 'INVALID_PAYLOAD' || status === 'UNRESOLVED_AUTH_ERROR' || status === 'CANCELED',
  );
}

/**
 * Some items of `io.parallel` could not finish. The run waits until all tasks that they wait for, or that are to be tried
 * again, have woken up: in trigger.dev v2 an item that was to be tried again was waited for without end. Items that have
 * merely yielded go on at once.
 */
export function applyParallelTask(
  context: RunsContext,
  execution: EndedExecution,
  { task, childErrors }: Answer<'RESUME_WITH_PARALLEL_TASK'>,
): Promise<void> {
  const yieldedKeys = childErrors.flatMap((child) => (child.status === 'YIELD_EXECUTION' ? [child.key] : []));
  const completions = readCompletions(
    execution,
    childErrors.filter((child) => child.status === 'AUTO_YIELD_EXECUTION_WITH_COMPLETED_TASK'),
  );
  const refusal = refuseYields(execution, yieldedKeys.length) ?? ('message' in completions ? completions : null);
  if (refusal !== null || 'message' in completions) {
    return finishRun(context, execution, { status: 'FAILURE', output: refusal });
  }
  const parent: Wait = { taskId: task.id, outputProperties: task.outputProperties };
  // Two items may wait for one task: the statement wants it once. The parent is here for its properties only: it is
  // running, and a run waits for WAITING tasks.
  const waits = new Map([parent, ...childErrors.flatMap(toWait)].map((wait) => [wait.taskId, wait]));
  return continueRun(context, execution, {
    waits: [...waits.values()],
    atOnce: childErrors.some((child) => toWait(child).length === 0),
    yieldedKeys,
    alongside: completions.complete,
  });
}

function toWait(child: Child): Wait[] {
  switch (child.status) {
    case 'RESUME_WITH_TASK':
      return [{ taskId: child.task.id, outputProperties: child.task.outputProperties }];
    case 'RETRY_WITH_TASK': {
      const retry = { error: child.error, at: child.retryAt };
      return [{ taskId: child.task.id, outputProperties: child.task.outputProperties, retry }];
    }
    default:
      return [];
  }
}
