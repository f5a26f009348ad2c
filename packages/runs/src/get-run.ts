import { isUuid, type Json, type RunStatus, type TaskStatus } from '@kongflow/protocol';
import type { Querier } from './generated/querier.ts';
import type { ListTasksOfRunRow } from './generated/tasks.sql.ts';
import { cutPage, type PageInput, parsePage } from './page.ts';

/** A run of an environment. */
export interface RunReference {
  readonly environmentId: string;
  readonly runId: string;
}

/** Which run to read, and how much of its tasks. */
export interface GetRunInput extends RunReference, PageInput {
  /** Include tasks within tasks, nested. Default false: the outermost ones only. */
  readonly subtasks?: boolean | undefined;
  /** Include parameters and outputs of tasks. Default false. */
  readonly taskDetails?: boolean | undefined;
}

/** A task as the API lists it. */
export interface RunTask {
  readonly id: string;
  readonly displayKey: string | null;
  readonly status: TaskStatus;
  readonly name: string;
  readonly icon: string | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  /** Only with `taskDetails`. */
  readonly params?: Json;
  /** Only with `taskDetails`, and absent where the result was undefined. */
  readonly output?: Json;
  /** Only with `subtasks`. */
  readonly subtasks?: readonly RunTask[];
}

/** A run as the API shows it. */
export interface RunDetails {
  readonly id: string;
  readonly status: RunStatus;
  readonly startedAt: Date | null;
  readonly updatedAt: Date;
  readonly completedAt: Date | null;
  readonly output: Json;
  readonly tasks: readonly RunTask[];
  /** Where the next page of tasks begins; absent on the last one. */
  readonly nextCursor?: string;
  /** What the job published about its progress. */
  readonly statuses: readonly never[];
}

/** See `RunsService.getRun`. */
export async function getRun(statements: Querier, input: GetRunInput): Promise<RunDetails | null> {
  const { environmentId, runId, subtasks = false, taskDetails = false } = input;
  const { cursor, size, limit } = parsePage(input);
  if (!isUuid(runId)) return null;
  const run = await statements.getRun({ id: runId, environmentId });
  if (run === null) return null;
  const tasks = await statements.listTasksOfRun({ runId, cursor, limit, subtasks, details: taskDetails });
  const { rows, next } = cutPage(tasks, size);
  return {
    ...run,
    tasks: subtasks ? nest(rows, taskDetails) : rows.map((row) => toTask(row, taskDetails)),
    ...next,
    statuses: [],
  };
}

/** The page is cut first and nested then: a task whose parent stands on another page becomes an outermost one. */
function nest(rows: readonly ListTasksOfRunRow[], details: boolean): RunTask[] {
  const roots: RunTask[] = [];
  const children = new Map<string, RunTask[]>(rows.map(({ id }) => [id, []]));
  for (const row of rows) {
    const siblings = row.parentId === null ? roots : (children.get(row.parentId) ?? roots);
    siblings.push({ ...toTask(row, details), subtasks: children.get(row.id) ?? [] });
  }
  return roots;
}

function toTask(row: ListTasksOfRunRow, details: boolean): RunTask {
  const { id, displayKey, status, name, icon, startedAt, completedAt, params, output, outputIsUndefined } = row;
  const task = { id, displayKey, status, name, icon, startedAt, completedAt };
  if (!details) return task;
  return { ...task, params, ...(outputIsUndefined ? {} : { output }) };
}
