import type { Transaction } from '@kongflow/database';
import { type DisplayProperty, type ErrorWithStack, isUuid } from '@kongflow/protocol';
import type { RunsContext } from './context.ts';
import { enqueueExecution } from './enqueue-execution.ts';
import { describeError } from './describe-error.ts';
import { type EndedExecution, fence, isOverTimeLimit, timeLimitReason } from './execution.ts';
import { finishWithTasks } from './finish-run.ts';
import type { Querier } from './generated/querier.ts';

/** A task that the run is to wait for. */
export interface Wait {
  readonly taskId: string;
  readonly outputProperties?: readonly DisplayProperty[] | undefined;
  /** Why and when the task is to be tried again. Default: it waits for its own time. */
  readonly retry?: { readonly error: ErrorWithStack; readonly at: Date } | undefined;
}

/** How a run that is not finished goes on. */
export interface Continuation {
  /** The tasks to wait for. Default: none, the run is executed again. */
  readonly waits?: readonly Wait[];
  /** Execute again, at `runAt`, although there are tasks to wait for: something else can go on. Default false. */
  readonly atOnce?: boolean;
  /** When to execute again, where no task is waited for. Default: now. */
  readonly runAt?: Date | undefined;
  /** Keys of `io.yield` that have yielded. */
  readonly yieldedKeys?: readonly string[];
  /** Executions in a row that failed, this one included. Default 0. */
  readonly failureCount?: number;
  /** Work within the transaction, once it is certain that the execution holds the run. */
  readonly alongside?: (statements: Querier) => Promise<void>;
}

/**
 * Gives back the run that an execution holds: to be executed again, or to wait for tasks. Does nothing when the
 * execution does not hold it any more.
 *
 * What a run waits for is read from the stored tasks, not from the endpoint's answer: a task that woke up meanwhile is
 * not waited for. Whoever wakes a task locks the run first, as this does, so that no wake-up falls between.
 *
 * A run that waits for nothing and has used up its time is TIMED_OUT: an endpoint that hands back every execution at once
 * would be called without end.
 */
export async function continueRun(
  context: RunsContext,
  execution: EndedExecution,
  continuation: Continuation,
): Promise<void> {
  const { repository, logger } = context;
  const held = await repository.withTransaction(undefined, (statements, tx) =>
    release(context, statements, tx, execution, continuation),
  );
  if (!held) logger.debug('An outcome came too late and was dropped', { runId: execution.run.id });
}

async function release(
  { queue, logger }: RunsContext,
  statements: Querier,
  tx: Transaction,
  execution: EndedExecution,
  { waits = [], atOnce = false, runAt, yieldedKeys = [], failureCount = 0, alongside }: Continuation,
): Promise<boolean> {
  const runId = execution.run.id;
  let waiting: readonly WaitingTask[] = [];
  if (waits.length > 0) {
    const recorded = await recordWaits(statements, execution, waits);
    if (recorded === null) return false;
    if (recorded.unknown !== undefined) {
      logger.warn('An endpoint answered with a task that its run does not have', { runId, taskId: recorded.unknown });
      const message = `The endpoint answered with task "${recorded.unknown}", which is not a task of this run`;
      return finishWithTasks(statements, execution, { status: 'FAILURE', output: { message } });
    }
    if (!atOnce) waiting = recorded.waiting;
  }
  if (waiting.length === 0 && isOverTimeLimit(execution)) {
    const reason = timeLimitReason(execution);
    const ending = { status: 'TIMED_OUT', output: { message: reason }, timedOutReason: reason } as const;
    return finishWithTasks(statements, execution, ending);
  }
  const released = await statements.releaseExecution({
    ...fence(execution),
    waitingTaskIds: waiting.map(({ id }) => id),
    yieldedKeys,
    durationInMs: execution.durationInMs,
    failureCount,
  });
  if (released === null) return false;
  await alongside?.(statements);
  if (waiting.length === 0) {
    await enqueueExecution(queue, runId, { tx, runAt, resumes: true });
  } else {
    const jobs = waiting.map(({ id, resumeAt }) => ({
      task: 'resumeTask' as const,
      payload: { id },
      ...(resumeAt === null ? {} : { runAt: resumeAt }),
    }));
    await queue.enqueueMany(jobs, { tx });
  }
  return true;
}

interface WaitingTask {
  readonly id: string;
  readonly resumeAt: Date | null;
}

/** Null: the execution does not hold the run. `unknown`: a task that the run does not have. */
async function recordWaits(
  statements: Querier,
  execution: EndedExecution,
  waits: readonly Wait[],
): Promise<{ waiting: WaitingTask[]; unknown?: string | undefined } | null> {
  const { id: runId, claim } = fence(execution);
  const answers = waits
    .filter(({ taskId }) => isUuid(taskId))
    .map(({ taskId, outputProperties, retry }) => ({
      task_id: taskId,
      output_properties: outputProperties,
      retry_at: retry?.at.toISOString(),
      error: retry && describeError(retry.error),
    }));
  const rows = await statements.recordWaits({ runId, claim, answers });
  if (rows.length === 0) return null;
  const known = new Set(rows.map(({ taskId }) => taskId));
  const unknown = waits.find(({ taskId }) => !known.has(taskId.toLowerCase()))?.taskId;
  const waiting = rows.flatMap(({ taskId, status, resumeAt }) =>
    taskId !== null && status === 'WAITING' ? [{ id: taskId, resumeAt }] : [],
  );
  return { waiting, unknown };
}
