import type { ErrorWithStack, Json } from '@kongflow/protocol';
import type { RunsContext } from './context.ts';
import { type EndedExecution, fence } from './execution.ts';
import type { Querier } from './generated/querier.ts';
import type { FinalRunStatus } from './run-status.ts';

/** How a run ends. */
export interface RunEnding {
  readonly status: FinalRunStatus;
  /** The result, or what went wrong. Default: none. */
  readonly output?: Json | ErrorWithStack | undefined;
  /** The task that caused a failure; its output becomes the error. Default: none. */
  readonly failedTask?: { readonly id: string; readonly error: ErrorWithStack } | undefined;
  /** Why the run timed out. Default: it did not. */
  readonly timedOutReason?: string | undefined;
}

/** Ends the run that an execution holds, and its open tasks with it; does nothing when it does not hold it any more. */
export async function finishRun(context: RunsContext, execution: EndedExecution, ending: RunEnding): Promise<void> {
  const { repository, logger } = context;
  const finished =
    ending.status === 'SUCCESS'
      ? await finish(repository, execution, ending)
      : await repository.withTransaction(undefined, (statements) => finishWithTasks(statements, execution, ending));
  const fields = { runId: execution.run.id, status: ending.status };
  if (finished) logger.debug('A run has ended', fields);
  else logger.debug('An outcome came too late and was dropped', fields);
}

/**
 * The same, other than for SUCCESS, within a transaction.
 *
 * @returns whether the execution held the run
 */
export async function finishWithTasks(
  statements: Querier,
  execution: EndedExecution,
  ending: RunEnding,
): Promise<boolean> {
  const finished = await finish(statements, execution, ending);
  if (!finished) return false;
  await statements.closeTasks({
    runId: execution.run.id,
    status: ending.status === 'CANCELED' || ending.status === 'TIMED_OUT' ? 'CANCELED' : 'ERRORED',
    failedTaskId: ending.failedTask?.id ?? null,
    error: ending.failedTask?.error ?? null,
  });
  return true;
}

async function finish(statements: Querier, execution: EndedExecution, ending: RunEnding): Promise<boolean> {
  const id = await statements.finishExecution({
    ...fence(execution),
    status: ending.status,
    output: ending.output ?? null,
    timedOutReason: ending.timedOutReason ?? null,
    durationInMs: execution.durationInMs,
    failureCount: execution.run.executionFailureCount,
  });
  return id !== null;
}
