import type { RunsContext } from '../context.ts';
import { continueRun } from '../continue-run.ts';
import { type EndedExecution, isOverTimeLimit, timeLimitReason } from '../execution.ts';
import { finishRun } from '../finish-run.ts';

/**
 * The endpoint's host cut the function short. The finished tasks are stored, so that the next execution gets further;
 * one that made no task would not, and repeat itself without end.
 */
export async function applyFunctionTimeout(context: RunsContext, execution: EndedExecution): Promise<void> {
  if (isOverTimeLimit(execution)) {
    await timeOut(context, execution, timeLimitReason(execution));
    return;
  }
  const { id, executionStartedAt } = execution.run;
  const { madeTasks, runningTask } = await context.repository.getTaskProgress({ runId: id, since: executionStartedAt });
  if (madeTasks) await continueRun(context, execution, {});
  else await timeOut(context, execution, noProgressReason(execution.durationInMs, runningTask));
}

/** Ends a run for its time. */
function timeOut(context: RunsContext, execution: EndedExecution, reason: string): Promise<void> {
  return finishRun(context, execution, { status: 'TIMED_OUT', output: { message: reason }, timedOutReason: reason });
}

function noProgressReason(durationInMs: number, runningTask: string | null): string {
  const culprit =
    runningTask === null
      ? 'Split the work before the first task, or between two tasks, into tasks of their own.'
      : `Task "${runningTask}" was running: it probably takes longer than the host lets a function run.`;
  return `Function timeout detected in ${durationInMs / 1000}s without any task creation. Executing the run again would end the same way. ${culprit}`;
}
