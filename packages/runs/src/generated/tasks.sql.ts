// Generated from packages/runs/queries/tasks.sql. Do not edit.
import { type Json, type JsonInput, type Queryable, exactlyOne, exec, int8, json, jsonOrNull, many, one } from '@kongflow/database/query-runtime';
import type { RunStatus, TaskChildExecutionMode, TaskStatus } from './models.ts';

export interface CreateTaskParams {
  runId: string;
  environmentId: string;
  delayUntil?: Date | null;
  noop: boolean;
  idempotencyKey: string;
  id: string;
  parentId?: string | null;
  name: string;
  displayKey?: string | null;
  icon?: string | null;
  description?: string | null;
  params?: JsonInput | null;
  properties?: JsonInput | null;
  redact?: JsonInput | null;
  style: JsonInput;
  childExecutionMode: TaskChildExecutionMode;
}

export interface CreateTaskRow {
  id: string;
  name: string;
  icon: string | null;
  noop: boolean;
  startedAt: Date | null;
  completedAt: Date | null;
  delayUntil: Date | null;
  status: TaskStatus;
  description: string | null;
  params: Json | null;
  output: Json | null;
  outputIsUndefined: boolean;
  properties: Json | null;
  style: Json | null;
  parentId: string | null;
  idempotencyKey: string;
  operation: string | null;
  callbackUrl: string | null;
  childExecutionMode: TaskChildExecutionMode;
  attempts: number;
}

export const createTaskSQL = `-- The task of a run with this idempotency key: made if there is none, and taken up again if it was cancelled and the run
-- goes on. No row when the run is not of the environment, is finished and has no such task, or has no such parent.
WITH run AS (
  -- Shared lock: a cancellation or failure of the run, which closes its open tasks, comes before this task or sees it.
  SELECT id, status, status = 'CANCELED' AS is_cancelled, completed_at IS NULL AS is_open
  FROM runs
  WHERE id = $1 AND environment_id = $2
  FOR SHARE
), initial AS (
  SELECT
    run.id AS run_id,
    run.is_open,
    CASE
      WHEN run.is_cancelled THEN 'CANCELED'
      WHEN coalesce($3::timestamptz > now(), false) THEN 'WAITING'
      WHEN $4 THEN 'COMPLETED'
      ELSE 'RUNNING'
    END::task_status AS status,
    CASE WHEN run.is_cancelled OR ($4 AND ($3 IS NULL OR $3 <= now())) THEN now() END AS completed_at
  FROM run
  WHERE run.is_open OR run.is_cancelled
), existing AS (
  SELECT t.* FROM tasks t JOIN run ON run.id = t.run_id WHERE t.idempotency_key = $5
), revived AS (
  UPDATE tasks t
  SET status = initial.status, started_at = now(), completed_at = initial.completed_at
  FROM existing, initial
  WHERE t.id = existing.id AND t.status = 'CANCELED' AND initial.is_open
  RETURNING t.*
), inserted AS (
  INSERT INTO tasks (
    id, run_id, parent_id, idempotency_key, status, name, display_key, icon, description, noop, delay_until,
    params, properties, redact, style, child_execution_mode, started_at, completed_at
  )
  SELECT
    -- coalesce: the value may be absent.
    $6::uuid, initial.run_id, $7::uuid, $5, initial.status, $8, coalesce($9, NULL),
    coalesce($10, NULL), coalesce($11, NULL), $4, $3, coalesce($12::jsonb, NULL),
    coalesce($13::jsonb, NULL), coalesce($14::jsonb, NULL), $15::jsonb,
    $16::task_child_execution_mode, now(), initial.completed_at
  FROM initial
  WHERE NOT EXISTS (SELECT FROM existing)
    AND ($7 IS NULL OR EXISTS (SELECT FROM tasks p WHERE p.id = $7 AND p.run_id = initial.run_id))
  -- The no-op update is taken only in a race: it waits for the other insert and returns its row.
  ON CONFLICT (run_id, idempotency_key) DO UPDATE SET idempotency_key = EXCLUDED.idempotency_key
  RETURNING *
), attempt AS (
  INSERT INTO task_attempts (task_id, number)
  SELECT id, 1 FROM inserted
  ON CONFLICT (task_id, number) DO NOTHING
), task AS (
  SELECT * FROM existing WHERE NOT EXISTS (SELECT FROM revived)
  UNION ALL
  SELECT * FROM revived
  UNION ALL
  SELECT * FROM inserted
)
SELECT
  task.id AS "id!", task.name AS "name!", task.icon, task.noop AS "noop!", task.started_at, task.completed_at,
  task.delay_until, task.status AS "status!", task.description, task.params, task.output,
  task.output_is_undefined AS "output_is_undefined!", task.properties, task.style, task.parent_id,
  task.idempotency_key AS "idempotency_key!", task.operation, task.callback_url,
  task.child_execution_mode AS "child_execution_mode!",
  -- An attempt that this statement made is not visible to it.
  greatest((SELECT count(*) FROM task_attempts a WHERE a.task_id = task.id), 1) AS "attempts!"
FROM task`;

/**
 * The task of a run with this idempotency key: made if there is none, and taken up again if it was cancelled and the run
 * goes on. No row when the run is not of the environment, is finished and has no such task, or has no such parent.
 * packages/runs/queries/tasks.sql:1
 */
export function createTask(db: Queryable, params: CreateTaskParams): Promise<CreateTaskRow | null> {
  return one(db, { name: 'CreateTask_d57f63c6', text: createTaskSQL }, [params.runId, params.environmentId, params.delayUntil, params.noop, params.idempotencyKey, params.id, params.parentId, params.name, params.displayKey, params.icon, params.description, jsonOrNull(params.params), jsonOrNull(params.properties), jsonOrNull(params.redact), json(params.style), params.childExecutionMode], (r) => ({ id: r[0] as string, name: r[1] as string, icon: r[2] as string | null, noop: r[3] as boolean, startedAt: r[4] as Date | null, completedAt: r[5] as Date | null, delayUntil: r[6] as Date | null, status: r[7] as TaskStatus, description: r[8] as string | null, params: r[9] as Json | null, output: r[10] as Json | null, outputIsUndefined: r[11] as boolean, properties: r[12] as Json | null, style: r[13] as Json | null, parentId: r[14] as string | null, idempotencyKey: r[15] as string, operation: r[16] as string | null, callbackUrl: r[17] as string | null, childExecutionMode: r[18] as TaskChildExecutionMode, attempts: int8(r[19]) }));
}

export interface ExplainMissingTaskParams {
  parentId?: string | null;
  runId: string;
  environmentId: string;
}

export interface ExplainMissingTaskRow {
  status: RunStatus;
  hasParent: boolean;
}

export const explainMissingTaskSQL = `-- Why a task could not be made: no row when the run is not of the environment.
SELECT
  r.status,
  $1::uuid IS NULL OR EXISTS (SELECT FROM tasks p WHERE p.id = $1 AND p.run_id = r.id) AS "has_parent!"
FROM runs r
WHERE r.id = $2 AND r.environment_id = $3`;

/**
 * Why a task could not be made: no row when the run is not of the environment.
 * packages/runs/queries/tasks.sql:69
 */
export function explainMissingTask(db: Queryable, params: ExplainMissingTaskParams): Promise<ExplainMissingTaskRow | null> {
  return one(db, { name: 'ExplainMissingTask_4f0df714', text: explainMissingTaskSQL }, [params.parentId, params.runId, params.environmentId], (r) => ({ status: r[0] as RunStatus, hasParent: r[1] as boolean }));
}

export interface CompleteTaskParams {
  id: string;
  runId: string;
  environmentId: string;
  output?: JsonInput | null;
  outputIsUndefined: boolean;
  outputProperties?: JsonInput | null;
}

export interface CompleteTaskRow {
  id: string;
  name: string;
  icon: string | null;
  noop: boolean;
  startedAt: Date | null;
  completedAt: Date | null;
  delayUntil: Date | null;
  status: TaskStatus;
  description: string | null;
  params: Json | null;
  output: Json | null;
  outputIsUndefined: boolean;
  properties: Json | null;
  style: Json | null;
  parentId: string | null;
  idempotencyKey: string;
  operation: string | null;
  callbackUrl: string | null;
  childExecutionMode: TaskChildExecutionMode;
  attempts: number;
}

export const completeTaskSQL = `-- Completes a task and its pending attempt; a task that is finished is returned as it is.
WITH task AS (
  -- Locked before it is judged: of two completions at once, the second one sees the first one's result.
  SELECT t.*
  FROM tasks t
  JOIN runs r ON r.id = t.run_id
  WHERE t.id = $1 AND t.run_id = $2 AND r.environment_id = $3
  FOR NO KEY UPDATE OF t
), completed AS (
  UPDATE tasks t
  SET
    status = 'COMPLETED',
    output = $4::jsonb,
    output_is_undefined = $5,
    output_properties = coalesce($6::jsonb, t.output_properties),
    completed_at = now()
  FROM task
  WHERE t.id = task.id AND task.completed_at IS NULL
  RETURNING t.*
), attempt AS (
  UPDATE task_attempts a
  SET status = 'COMPLETED'
  FROM completed
  WHERE a.task_id = completed.id AND a.status = 'PENDING'
), result AS (
  SELECT * FROM completed
  UNION ALL
  SELECT * FROM task WHERE task.completed_at IS NOT NULL
)
SELECT
  result.id AS "id!", result.name AS "name!", result.icon, result.noop AS "noop!", result.started_at,
  result.completed_at, result.delay_until, result.status AS "status!", result.description, result.params, result.output,
  result.output_is_undefined AS "output_is_undefined!", result.properties, result.style, result.parent_id,
  result.idempotency_key AS "idempotency_key!", result.operation, result.callback_url,
  result.child_execution_mode AS "child_execution_mode!",
  (SELECT count(*) FROM task_attempts a WHERE a.task_id = result.id) AS "attempts!"
FROM result`;

/**
 * Completes a task and its pending attempt; a task that is finished is returned as it is.
 * packages/runs/queries/tasks.sql:77
 */
export function completeTask(db: Queryable, params: CompleteTaskParams): Promise<CompleteTaskRow | null> {
  return one(db, { name: 'CompleteTask_3e9a167c', text: completeTaskSQL }, [params.id, params.runId, params.environmentId, jsonOrNull(params.output), params.outputIsUndefined, jsonOrNull(params.outputProperties)], (r) => ({ id: r[0] as string, name: r[1] as string, icon: r[2] as string | null, noop: r[3] as boolean, startedAt: r[4] as Date | null, completedAt: r[5] as Date | null, delayUntil: r[6] as Date | null, status: r[7] as TaskStatus, description: r[8] as string | null, params: r[9] as Json | null, output: r[10] as Json | null, outputIsUndefined: r[11] as boolean, properties: r[12] as Json | null, style: r[13] as Json | null, parentId: r[14] as string | null, idempotencyKey: r[15] as string, operation: r[16] as string | null, callbackUrl: r[17] as string | null, childExecutionMode: r[18] as TaskChildExecutionMode, attempts: int8(r[19]) }));
}

export interface FailTaskParams {
  id: string;
  runId: string;
  environmentId: string;
  error?: JsonInput | null;
  errorText?: string | null;
}

export interface FailTaskRow {
  id: string;
  name: string;
  icon: string | null;
  noop: boolean;
  startedAt: Date | null;
  completedAt: Date | null;
  delayUntil: Date | null;
  status: TaskStatus;
  description: string | null;
  params: Json | null;
  output: Json | null;
  outputIsUndefined: boolean;
  properties: Json | null;
  style: Json | null;
  parentId: string | null;
  idempotencyKey: string;
  operation: string | null;
  callbackUrl: string | null;
  childExecutionMode: TaskChildExecutionMode;
  attempts: number;
}

export const failTaskSQL = `-- Fails a task and its pending attempt; a task that is finished is returned as it is.
WITH task AS (
  SELECT t.*
  FROM tasks t
  JOIN runs r ON r.id = t.run_id
  WHERE t.id = $1 AND t.run_id = $2 AND r.environment_id = $3
  FOR NO KEY UPDATE OF t
), failed AS (
  UPDATE tasks t
  SET status = 'ERRORED', output = $4::jsonb, completed_at = now()
  FROM task
  WHERE t.id = task.id AND task.completed_at IS NULL
  RETURNING t.*
), attempt AS (
  UPDATE task_attempts a
  SET status = 'ERRORED', error = $5
  FROM failed
  WHERE a.task_id = failed.id AND a.status = 'PENDING'
), result AS (
  SELECT * FROM failed
  UNION ALL
  SELECT * FROM task WHERE task.completed_at IS NOT NULL
)
SELECT
  result.id AS "id!", result.name AS "name!", result.icon, result.noop AS "noop!", result.started_at,
  result.completed_at, result.delay_until, result.status AS "status!", result.description, result.params, result.output,
  result.output_is_undefined AS "output_is_undefined!", result.properties, result.style, result.parent_id,
  result.idempotency_key AS "idempotency_key!", result.operation, result.callback_url,
  result.child_execution_mode AS "child_execution_mode!",
  (SELECT count(*) FROM task_attempts a WHERE a.task_id = result.id) AS "attempts!"
FROM result`;

/**
 * Fails a task and its pending attempt; a task that is finished is returned as it is.
 * packages/runs/queries/tasks.sql:116
 */
export function failTask(db: Queryable, params: FailTaskParams): Promise<FailTaskRow | null> {
  return one(db, { name: 'FailTask_179276fc', text: failTaskSQL }, [params.id, params.runId, params.environmentId, jsonOrNull(params.error), params.errorText], (r) => ({ id: r[0] as string, name: r[1] as string, icon: r[2] as string | null, noop: r[3] as boolean, startedAt: r[4] as Date | null, completedAt: r[5] as Date | null, delayUntil: r[6] as Date | null, status: r[7] as TaskStatus, description: r[8] as string | null, params: r[9] as Json | null, output: r[10] as Json | null, outputIsUndefined: r[11] as boolean, properties: r[12] as Json | null, style: r[13] as Json | null, parentId: r[14] as string | null, idempotencyKey: r[15] as string, operation: r[16] as string | null, callbackUrl: r[17] as string | null, childExecutionMode: r[18] as TaskChildExecutionMode, attempts: int8(r[19]) }));
}

export interface RecordWaitsParams {
  runId: string;
  executionId: string;
  executionAttempt: number;
  answers: JsonInput;
}

export interface RecordWaitsRow {
  runId: string;
  /** UUID v7: the order of ids is the order of creation. */
  taskId: string | null;
  status: TaskStatus | null;
  resumeAt: Date | null;
}

export const recordWaitsSQL = `-- Locks the run that an execution holds and records what the endpoint answered about the tasks that the run waits for:
-- their properties and, where it asks for a retry, the failed attempt and the next one.
-- One row with the run alone when it has none of these tasks; no row when the execution does not hold the run any more.
WITH run AS (
  SELECT id
  FROM runs
  WHERE id = $1 AND status = 'EXECUTING' AND execution_id = $2 AND execution_attempt = $3
  FOR NO KEY UPDATE
), answer AS (
  SELECT a.task_id, a.output_properties, a.retry_at, a.error
  FROM jsonb_to_recordset($4::jsonb) AS a (task_id uuid, output_properties jsonb, retry_at timestamptz, error text)
), task AS (
  UPDATE tasks t
  SET
    status = CASE WHEN answer.retry_at IS NOT NULL AND t.completed_at IS NULL THEN 'WAITING' ELSE t.status END,
    output_properties = coalesce(answer.output_properties, t.output_properties)
  FROM answer, run
  WHERE t.id = answer.task_id AND t.run_id = run.id
  RETURNING
    t.id, t.status, answer.retry_at, answer.error,
    -- A task that is to be tried again keeps its time in its attempt.
    coalesce(
      answer.retry_at,
      (SELECT max(a.run_at) FROM task_attempts a WHERE a.task_id = t.id AND a.status = 'PENDING'),
      t.delay_until
    ) AS resume_at
), failed AS (
  UPDATE task_attempts a
  SET status = 'ERRORED', error = task.error
  FROM task
  WHERE a.task_id = task.id AND a.status = 'PENDING' AND task.retry_at IS NOT NULL AND task.status = 'WAITING'
), next AS (
  INSERT INTO task_attempts (task_id, number, run_at)
  SELECT task.id, 1 + coalesce((SELECT max(a.number) FROM task_attempts a WHERE a.task_id = task.id), 0), task.retry_at
  FROM task
  WHERE task.retry_at IS NOT NULL AND task.status = 'WAITING'
)
SELECT run.id AS run_id, task.id AS "task_id?", task.status AS "status?", task.resume_at AS "resume_at?"
FROM run
LEFT JOIN task ON true`;

/**
 * Locks the run that an execution holds and records what the endpoint answered about the tasks that the run waits for:
 * their properties and, where it asks for a retry, the failed attempt and the next one.
 * One row with the run alone when it has none of these tasks; no row when the execution does not hold the run any more.
 * packages/runs/queries/tasks.sql:149
 */
export function recordWaits(db: Queryable, params: RecordWaitsParams): Promise<RecordWaitsRow[]> {
  return many(db, { name: 'RecordWaits_bdbabff0', text: recordWaitsSQL }, [params.runId, params.executionId, params.executionAttempt, json(params.answers)], (r) => ({ runId: r[0] as string, taskId: r[1] as string | null, status: r[2] as TaskStatus | null, resumeAt: r[3] as Date | null }));
}

export interface CloseTasksParams {
  status: TaskStatus;
  failedTaskId?: string | null;
  error?: JsonInput | null;
  runId: string;
}

export const closeTasksSQL = `-- Ends the open tasks of a run that has ended. The task that caused it, if any, gets the error.
-- A statement of its own: only after the run is locked are all of its tasks visible.
UPDATE tasks
SET
  status = $1,
  completed_at = now(),
  output = CASE WHEN $2::uuid IS NOT NULL AND id = $2 THEN coalesce($3::jsonb, output) ELSE output END
WHERE run_id = $4 AND completed_at IS NULL`;

/**
 * Ends the open tasks of a run that has ended. The task that caused it, if any, gets the error.
 * A statement of its own: only after the run is locked are all of its tasks visible.
 * packages/runs/queries/tasks.sql:191
 */
export function closeTasks(db: Queryable, params: CloseTasksParams): Promise<void> {
  return exec(db, { name: 'CloseTasks_802a0820', text: closeTasksSQL }, [params.status, params.failedTaskId, jsonOrNull(params.error), params.runId]);
}

export interface CompleteTaskOfExecutionParams {
  output?: JsonInput | null;
  outputIsUndefined: boolean;
  outputProperties?: JsonInput | null;
  id: string;
  runId: string;
}

export const completeTaskOfExecutionSQL = `-- Completes a task whose result came with the endpoint's answer, if the execution still holds the run.
WITH task AS (
  UPDATE tasks t
  SET
    status = 'COMPLETED',
    output = $1::jsonb,
    output_is_undefined = $2,
    output_properties = coalesce($3::jsonb, t.output_properties),
    completed_at = now()
  WHERE t.id = $4 AND t.run_id = $5 AND t.completed_at IS NULL
  RETURNING t.id
)
UPDATE task_attempts a SET status = 'COMPLETED' FROM task WHERE a.task_id = task.id AND a.status = 'PENDING'`;

/**
 * Completes a task whose result came with the endpoint's answer, if the execution still holds the run.
 * packages/runs/queries/tasks.sql:201
 */
export function completeTaskOfExecution(db: Queryable, params: CompleteTaskOfExecutionParams): Promise<void> {
  return exec(db, { name: 'CompleteTaskOfExecution_c2eb426d', text: completeTaskOfExecutionSQL }, [jsonOrNull(params.output), params.outputIsUndefined, jsonOrNull(params.outputProperties), params.id, params.runId]);
}

export interface GetTaskProgressParams {
  runId: string;
  since: Date;
}

export interface GetTaskProgressRow {
  madeTasks: boolean;
  runningTask: string | null;
}

export const getTaskProgressSQL = `-- Whether an execution has made any task, and the task that was running last.
SELECT
  EXISTS (SELECT FROM tasks t WHERE t.run_id = $1 AND t.created_at >= $2) AS "made_tasks!",
  (
    SELECT coalesce(t.display_key, t.name)
    FROM tasks t
    WHERE t.run_id = $1 AND t.status = 'RUNNING'
    ORDER BY t.id DESC
    LIMIT 1
  ) AS "running_task?"`;

/**
 * Whether an execution has made any task, and the task that was running last.
 * packages/runs/queries/tasks.sql:216
 */
export function getTaskProgress(db: Queryable, params: GetTaskProgressParams): Promise<GetTaskProgressRow> {
  return exactlyOne(db, { name: 'GetTaskProgress_8041cf94', text: getTaskProgressSQL }, [params.runId, params.since], (r) => ({ madeTasks: r[0] as boolean, runningTask: r[1] as string | null }));
}

export interface GetRunIdOfTaskParams {
  id: string;
}

export const getRunIdOfTaskSQL = `-- The run that a task belongs to.
SELECT run_id FROM tasks WHERE id = $1`;

/**
 * The run that a task belongs to.
 * packages/runs/queries/tasks.sql:228
 */
export function getRunIdOfTask(db: Queryable, params: GetRunIdOfTaskParams): Promise<string | null> {
  return one(db, { name: 'GetRunIdOfTask_0a199e16', text: getRunIdOfTaskSQL }, [params.id], (r) => r[0] as string);
}

export interface ListTasksOfRunParams {
  details: boolean;
  runId: string;
  cursor?: string | null;
  subtasks: boolean;
  limit: number;
}

export interface ListTasksOfRunRow {
  /** UUID v7: the order of ids is the order of creation. */
  id: string;
  parentId: string | null;
  displayKey: string | null;
  status: TaskStatus;
  name: string;
  icon: string | null;
  startedAt: Date | null;
  /** Set exactly while the status is COMPLETED, ERRORED or CANCELED: a task without it is open. */
  completedAt: Date | null;
  params: Json | null;
  output: Json | null;
  /** Tells a result of undefined from one of null. */
  outputIsUndefined: boolean;
}

export const listTasksOfRunSQL = `-- The tasks of a run in the order of their creation, from the cursor on, itself included.
SELECT
  id, parent_id, display_key, status, name, icon, started_at, completed_at,
  CASE WHEN $1 THEN params END AS "params?",
  CASE WHEN $1 THEN output END AS "output?",
  output_is_undefined
FROM tasks
WHERE run_id = $2
  AND id >= coalesce($3::uuid, '00000000-0000-0000-0000-000000000000')
  AND ($4 OR parent_id IS NULL)
ORDER BY id
LIMIT $5`;

/**
 * The tasks of a run in the order of their creation, from the cursor on, itself included.
 * packages/runs/queries/tasks.sql:232
 */
export function listTasksOfRun(db: Queryable, params: ListTasksOfRunParams): Promise<ListTasksOfRunRow[]> {
  return many(db, { name: 'ListTasksOfRun_109a4e32', text: listTasksOfRunSQL }, [params.details, params.runId, params.cursor, params.subtasks, params.limit], (r) => ({ id: r[0] as string, parentId: r[1] as string | null, displayKey: r[2] as string | null, status: r[3] as TaskStatus, name: r[4] as string, icon: r[5] as string | null, startedAt: r[6] as Date | null, completedAt: r[7] as Date | null, params: r[8] as Json | null, output: r[9] as Json | null, outputIsUndefined: r[10] as boolean }));
}
