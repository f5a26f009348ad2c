import type { EnvironmentType, ErrorWithStack } from '@kongflow/protocol';
import type { RunsContext } from '../context.ts';
import { continueRun } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';
import { finishRun } from '../finish-run.ts';

/** Executions in a row that may fail before the run does: with the delays below, after about a minute. */
export const MAX_FAILURES = 10;

/**
 * The same for DEVELOPMENT: about 16 s, which spans the restart of an app, and is not long to wait for the news that it
 * does not run. trigger.dev v2 failed the run at once, so that saving a file could fail it.
 */
export const MAX_FAILURES_IN_DEVELOPMENT = 7;

const RETRY_BASE_IN_MS = 500;
const RETRY_FACTOR = 1.5;

/**
 * The endpoint gave no answer, or said that it is in trouble: the run is executed again later, until this has happened
 * too often in a row. trigger.dev v2 counted over the whole run, so that a long one failed for troubles long past.
 */
export function applyEndpointFailure(
  context: RunsContext,
  execution: EndedExecution,
  error: ErrorWithStack,
): Promise<void> {
  const { run, environment } = execution;
  const failureCount = run.executionFailureCount + 1;
  context.logger.info('An execution failed', { runId: run.id, failureCount, reason: error.message });
  if (failureCount >= maxFailures(environment.type)) {
    return finishRun(context, execution, { status: 'FAILURE', output: error });
  }
  return continueRun(context, execution, { failureCount, runAt: new Date(Date.now() + retryDelayInMs(failureCount)) });
}

/** How long to wait after this many failures: 750 ms, 1.1 s, 1.7 s, … 19 s. */
export function retryDelayInMs(failureCount: number): number {
  return Math.round(RETRY_BASE_IN_MS * RETRY_FACTOR ** failureCount);
}

function maxFailures(type: EnvironmentType): number {
  return type === 'DEVELOPMENT' ? MAX_FAILURES_IN_DEVELOPMENT : MAX_FAILURES;
}
