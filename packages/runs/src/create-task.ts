import { isUuid, newId, type RunTaskBody, type ServerTask } from '@kongflow/protocol';
import type { RunsContext } from './context.ts';
import { RunsError } from './errors.ts';
import { assertSupported } from './task-status.ts';
import { toServerTask } from './to-server-task.ts';

/** A task that a job asks for. */
export interface CreateTaskInput {
  readonly environmentId: string;
  readonly runId: string;
  readonly task: RunTaskBody;
}

const DEFAULT_NAME = 'Task';

/**
 * See `RunsService.createTask`. Inherits from trigger.dev v2 `RunTaskService`, which did not look at the environment, and
 * answered one of two requests at once with an error.
 */
export async function createTask(
  { repository }: RunsContext,
  { environmentId, runId, task }: CreateTaskInput,
): Promise<ServerTask> {
  assertSupported(task);
  if (!isUuid(runId)) throw runNotFound();
  const parentId = task.parentId ?? null;
  if (parentId !== null && !isUuid(parentId)) throw parentNotFound(parentId);
  const row = await repository.createTask({
    id: newId(),
    environmentId,
    runId,
    parentId,
    idempotencyKey: task.idempotencyKey,
    name: task.name ?? DEFAULT_NAME,
    displayKey: task.displayKey ?? null,
    icon: task.icon ?? null,
    description: task.description ?? null,
    noop: task.noop,
    delayUntil: task.delayUntil ?? null,
    params: task.params ?? null,
    properties: task.properties ?? null,
    redact: task.redact ?? null,
    style: task.style ?? { style: 'normal' },
    childExecutionMode: task.parallel === true ? 'PARALLEL' : 'SEQUENTIAL',
  });
  if (row !== null) return toServerTask(row);

  const reason = await repository.explainMissingTask({ environmentId, runId, parentId });
  if (reason === null) throw runNotFound();
  if (parentId !== null && !reason.hasParent) throw parentNotFound(parentId);
  throw new RunsError('RUN_FINISHED', `The run has ended (${reason.status}): it takes no more tasks`);
}

function runNotFound(): RunsError {
  return new RunsError('RUN_NOT_FOUND', 'Run not found');
}

function parentNotFound(id: string): RunsError {
  return new RunsError('PARENT_TASK_NOT_FOUND', `The parent task "${id}" is not a task of this run`);
}
