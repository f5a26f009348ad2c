import { type CompleteTaskBody, isUuid, type ServerTask } from '@kongflow/protocol';
import type { RunsContext } from './context.ts';
import { RunsError } from './errors.ts';
import { toServerTask } from './to-server-task.ts';

/** A task of an environment's run. */
export interface TaskReference {
  readonly environmentId: string;
  readonly runId: string;
  readonly taskId: string;
}

/** What a task resulted in. */
export interface CompleteTaskInput extends TaskReference {
  readonly result: CompleteTaskBody;
}

/**
 * See `RunsService.completeTask`. Inherits from trigger.dev v2 `CompleteRunTaskService`, which stored `{}` for false, 0,
 * "" and null.
 */
export async function completeTask(
  { repository }: RunsContext,
  { result, ...task }: CompleteTaskInput,
): Promise<ServerTask> {
  assertTaskId(task);
  const row = await repository.completeTask({
    id: task.taskId,
    runId: task.runId,
    environmentId: task.environmentId,
    output: result.output,
    outputIsUndefined: result.outputIsUndefined,
    outputProperties: result.properties ?? null,
  });
  if (row === null) throw taskNotFound();
  return toServerTask(row);
}

/** @throws {RunsError} `TASK_NOT_FOUND` for ids that no row can have. */
export function assertTaskId({ runId, taskId }: TaskReference): void {
  if (!isUuid(runId) || !isUuid(taskId)) throw taskNotFound();
}

/** The error for a task that is unknown, or of another run or environment. */
export function taskNotFound(): RunsError {
  return new RunsError('TASK_NOT_FOUND', 'Task not found');
}
