import type { RunsContext } from '../context.ts';
import { continueRun } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';

/**
 * The worker stops, or the queue's own time for a job is over, and the call was given up: the run goes back, and whoever
 * takes the new queue job executes it again. Not counted as a failure of the endpoint, but its time counts.
 */
export function applyAbort(context: RunsContext, execution: EndedExecution): Promise<void> {
  return continueRun(context, execution, { failureCount: execution.run.executionFailureCount });
}
