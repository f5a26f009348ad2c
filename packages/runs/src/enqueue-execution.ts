import type { Transaction } from '@kongflow/database';
import { tasks } from '@kongflow/protocol';
import type { TaskEnqueuer } from '@kongflow/worker-queue';

/** When to execute a run. */
export interface ExecutionTiming {
  readonly tx: Transaction;
  /** Default: at once. */
  readonly runAt?: Date | undefined;
  /** Whether the run goes on: runs that are under way come before new ones. Default false. */
  readonly resumes?: boolean;
}

/** Enqueues the execution of a run. Its job key makes it the only pending one. */
export async function enqueueExecution(
  queue: TaskEnqueuer,
  runId: string,
  { tx, runAt, resumes = false }: ExecutionTiming,
): Promise<void> {
  const { priority } = tasks.performRunExecution;
  await queue.enqueue('performRunExecution', { id: runId }, { tx, runAt, priority: resumes ? priority - 1 : priority });
}
