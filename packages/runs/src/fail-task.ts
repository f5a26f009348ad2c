import type { ErrorWithStack, ServerTask } from '@kongflow/protocol';
import { assertTaskId, taskNotFound, type TaskReference } from './complete-task.ts';
import type { RunsContext } from './context.ts';
import { describeError } from './describe-error.ts';
import { toServerTask } from './to-server-task.ts';

/** Why a task failed. */
export interface FailTaskInput extends TaskReference {
  readonly error: ErrorWithStack;
}

/** See `RunsService.failTask`. Inherits from trigger.dev v2 `FailRunTaskService`. */
export async function failTask({ repository }: RunsContext, { error, ...task }: FailTaskInput): Promise<ServerTask> {
  assertTaskId(task);
  const row = await repository.failTask({
    id: task.taskId,
    runId: task.runId,
    environmentId: task.environmentId,
    error,
    errorText: describeError(error),
  });
  if (row === null) throw taskNotFound();
  return toServerTask(row);
}
