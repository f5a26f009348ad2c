import type { RunJobErrorResponse } from '@kongflow/protocol';
import type { RunsContext } from '../context.ts';
import { type Continuation, continueRun, type Wait } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';
import { finishRun } from '../finish-run.ts';
import type { Answer } from './answer.ts';
import { readReset } from './auto-yield-rate-limit.ts';
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
 * merely yielded go on at once, those that ran into a rate limit once it is lifted; the others are then waited for anew.
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
  const yielded = readYields(childErrors);
  const refused = refuseYields(execution, yieldedKeys.length);
  if (refused !== null) return finishRun(context, execution, { status: 'FAILURE', output: refused });
  if ('message' in completions) return finishRun(context, execution, { status: 'FAILURE', output: completions });
  if ('message' in yielded) return finishRun(context, execution, { status: 'FAILURE', output: yielded });
  const parent: Wait = { taskId: task.id, outputProperties: task.outputProperties };
  // Two items may wait for one task: the statement wants it once. The parent is here for its properties only: it is
  // running, and a run waits for WAITING tasks.
  const waits = new Map([parent, ...childErrors.flatMap(toWait)].map((wait) => [wait.taskId, wait]));
  return continueRun(context, execution, {
    waits: [...waits.values()],
    ...yielded,
    yieldedKeys,
    alongside: completions.complete,
  });
}

/** What the items that wait for no task ask for; a message where one cannot be understood. */
function readYields(childErrors: readonly Child[]): Pick<Continuation, 'atOnce' | 'runAt'> | { message: string } {
  let earliest: Date | undefined;
  let isNow = false;
  for (const child of childErrors) {
    if (child.status !== 'AUTO_YIELD_RATE_LIMIT') {
      isNow ||= toWait(child).length === 0;
      continue;
    }
    const reset = readReset(child);
    if ('message' in reset) return reset;
    if (earliest === undefined || reset < earliest) earliest = reset;
  }
  return { atOnce: isNow || earliest !== undefined, runAt: isNow ? undefined : earliest };
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
