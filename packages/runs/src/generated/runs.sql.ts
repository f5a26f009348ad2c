// Generated from packages/runs/queries/runs.sql. Do not edit.
import { type Json, type JsonInput, type Queryable, int8, jsonOrNull, many, one } from '@kongflow/database/query-runtime';
import type { RunStatus } from './models.ts';

export interface InsertRunParams {
  id: string;
  versionId: string;
  environmentId: string;
  eventRecordId: string;
}

export interface InsertRunRow {
  id: string;
  created: boolean;
}

export const insertRunSQL = `-- The run of a version for an event: made if there is none. No row when the version may not run: it is of another
-- environment, disabled, or its job deleted, or runs are switched off for the organization.
WITH inserted AS (
  INSERT INTO runs (
    id, job_id, version_id, event_id, endpoint_id, queue_id, environment_id, organization_id, project_id,
    external_account_id, is_test, internal, preprocess
  )
  SELECT
    $1::uuid, v.job_id, v.id, e.id, v.endpoint_id, v.queue_id, v.environment_id, v.organization_id, v.project_id,
    e.external_account_id, e.is_test, j.internal, v.preprocess_runs
  FROM job_versions v
  JOIN jobs j ON j.id = v.job_id
  JOIN organizations o ON o.id = v.organization_id
  JOIN event_records e ON e.environment_id = v.environment_id
  WHERE v.id = $2
    AND v.environment_id = $3
    AND v.status = 'ACTIVE'
    AND j.deleted_at IS NULL
    AND o.runs_enabled
    AND e.id = $4
  ON CONFLICT (event_id, version_id) DO NOTHING
  RETURNING id
)
SELECT id AS "id!", true AS "created!" FROM inserted
UNION ALL
SELECT id, false FROM runs WHERE event_id = $4 AND version_id = $2 AND environment_id = $3`;

/**
 * The run of a version for an event: made if there is none. No row when the version may not run: it is of another
 * environment, disabled, or its job deleted, or runs are switched off for the organization.
 * packages/runs/queries/runs.sql:1
 */
export function insertRun(db: Queryable, params: InsertRunParams): Promise<InsertRunRow | null> {
  return one(db, { name: 'InsertRun_26edea71', text: insertRunSQL }, [params.id, params.versionId, params.environmentId, params.eventRecordId], (r) => ({ id: r[0] as string, created: r[1] as boolean }));
}

export interface GetRunIdOfEventParams {
  eventRecordId: string;
  versionId: string;
  environmentId: string;
}

export const getRunIdOfEventSQL = `-- The run of a version for an event.
SELECT id FROM runs WHERE event_id = $1 AND version_id = $2 AND environment_id = $3`;

/**
 * The run of a version for an event.
 * packages/runs/queries/runs.sql:29
 */
export function getRunIdOfEvent(db: Queryable, params: GetRunIdOfEventParams): Promise<string | null> {
  return one(db, { name: 'GetRunIdOfEvent_e3a4bfd0', text: getRunIdOfEventSQL }, [params.eventRecordId, params.versionId, params.environmentId], (r) => r[0] as string);
}

export interface QueueRunParams {
  id: string;
}

export const queueRunSQL = `-- PENDING to QUEUED, with the next number of the job. No row for a run that is not PENDING.
WITH run AS (
  SELECT id, job_id FROM runs WHERE id = $1 AND status = 'PENDING' FOR NO KEY UPDATE
), counter AS (
  INSERT INTO job_run_counters AS c (job_id, last_number)
  SELECT job_id, 1 FROM run
  ON CONFLICT (job_id) DO UPDATE SET last_number = c.last_number + 1
  RETURNING job_id, last_number
)
UPDATE runs
SET number = counter.last_number, status = 'QUEUED', queued_at = now()
FROM run
JOIN counter ON counter.job_id = run.job_id
WHERE runs.id = run.id
RETURNING runs.id`;

/**
 * PENDING to QUEUED, with the next number of the job. No row for a run that is not PENDING.
 * packages/runs/queries/runs.sql:33
 */
export function queueRun(db: Queryable, params: QueueRunParams): Promise<string | null> {
  return one(db, { name: 'QueueRun_468efdc3', text: queueRunSQL }, [params.id], (r) => r[0] as string);
}

export interface ClaimExecutionParams {
  executionId: string;
  executionAttempt: number;
  id: string;
  maxTaskCharacters: number;
}

export interface ClaimExecutionRow {
  id: string;
  environmentId: string;
  endpointId: string;
  isTest: boolean;
  yieldedExecutions: string[];
  /** Time spent in calls to the endpoint, in milliseconds. */
  executionDuration: number;
  /** Executions in a row that the endpoint could not answer. */
  executionFailureCount: number;
  executionStartedAt: Date;
  /** The id that the sender chose: an event with the same id is accepted once per environment. */
  eventId: string;
  eventName: string;
  eventPayload: Json;
  eventContext: Json;
  eventTimestamp: Date;
  eventDeliverAt: Date;
  /** When the event was matched and at least one dispatcher invoked. */
  eventDeliveredAt: Date | null;
  eventCancelledAt: Date | null;
  eventSourceContext: Json | null;
  jobSlug: string;
  jobVersion: string;
  endpointUrl: string;
  /** Protocol version of the trigger-version header the endpoint last answered with. */
  endpointVersion: string;
  /** The accountId that the SDK user chose. */
  accountIdentifier: string | null;
  accountMetadata: Json | null;
  finishedTasks: Json;
}

export const claimExecutionSQL = `-- Takes a run for one execution and loads what the endpoint is told about it. No row when there is nothing to execute, or
-- when another queue job, or a later attempt of the same one, holds the run.
-- Finished tasks come shortest first, as many as fit into the given number of characters.
WITH run AS (
  UPDATE runs
  SET
    status = 'EXECUTING',
    execution_id = $1,
    execution_attempt = $2,
    started_at = coalesce(started_at, now())
  WHERE id = $3
    AND (
      status IN ('QUEUED', 'WAITING_TO_EXECUTE')
      OR (status = 'EXECUTING' AND execution_id = $1 AND execution_attempt < $2)
    )
  RETURNING *
), finished AS (
  SELECT
    t.id,
    CASE WHEN t.output_is_undefined
      THEN json_build_object(
        'id', t.idempotency_key, 'idempotencyKey', t.idempotency_key, 'status', t.status, 'noop', t.noop,
        'parentId', t.parent_id)
      ELSE json_build_object(
        'id', t.idempotency_key, 'idempotencyKey', t.idempotency_key, 'status', t.status, 'noop', t.noop,
        'parentId', t.parent_id, 'output', t.output)
    END AS task
  FROM tasks t
  JOIN run ON run.id = t.run_id
  WHERE t.status = 'COMPLETED'
), measured AS (
  SELECT
    finished.id,
    finished.task,
    length(finished.task::text) AS characters,
    sum(length(finished.task::text)) OVER (ORDER BY length(finished.task::text), finished.id) AS total
  FROM finished
)
SELECT
  run.id, run.environment_id, run.endpoint_id, run.is_test, run.yielded_executions, run.execution_duration,
  run.execution_failure_count, now() AS "execution_started_at!",
  e.event_id, e.name AS event_name, e.payload AS event_payload, e.context AS event_context,
  e.timestamp AS event_timestamp, e.deliver_at AS event_deliver_at, e.delivered_at AS event_delivered_at,
  e.cancelled_at AS event_cancelled_at, e.source_context AS event_source_context,
  j.slug AS job_slug, v.version AS job_version,
  p.url AS endpoint_url, p.version AS endpoint_version,
  a.identifier AS account_identifier, a.metadata AS account_metadata,
  (
    SELECT coalesce(json_agg(m.task ORDER BY m.characters, m.id), '[]')
    FROM measured m
    WHERE m.total <= $4::bigint
  ) AS "finished_tasks!"
FROM run
JOIN event_records e ON e.id = run.event_id
JOIN jobs j ON j.id = run.job_id
JOIN job_versions v ON v.id = run.version_id
JOIN endpoints p ON p.id = run.endpoint_id
LEFT JOIN external_accounts a ON a.id = run.external_account_id`;

/**
 * Takes a run for one execution and loads what the endpoint is told about it. No row when there is nothing to execute, or
 * when another queue job, or a later attempt of the same one, holds the run.
 * Finished tasks come shortest first, as many as fit into the given number of characters.
 * packages/runs/queries/runs.sql:50
 */
export function claimExecution(db: Queryable, params: ClaimExecutionParams): Promise<ClaimExecutionRow | null> {
  return one(db, { name: 'ClaimExecution_bca3b98a', text: claimExecutionSQL }, [params.executionId, params.executionAttempt, params.id, params.maxTaskCharacters], (r) => ({ id: r[0] as string, environmentId: r[1] as string, endpointId: r[2] as string, isTest: r[3] as boolean, yieldedExecutions: r[4] as string[], executionDuration: int8(r[5]), executionFailureCount: r[6] as number, executionStartedAt: r[7] as Date, eventId: r[8] as string, eventName: r[9] as string, eventPayload: r[10] as Json, eventContext: r[11] as Json, eventTimestamp: r[12] as Date, eventDeliverAt: r[13] as Date, eventDeliveredAt: r[14] as Date | null, eventCancelledAt: r[15] as Date | null, eventSourceContext: r[16] as Json | null, jobSlug: r[17] as string, jobVersion: r[18] as string, endpointUrl: r[19] as string, endpointVersion: r[20] as string, accountIdentifier: r[21] as string | null, accountMetadata: r[22] as Json | null, finishedTasks: r[23] as Json }));
}

export interface FinishExecutionParams {
  status: RunStatus;
  output?: JsonInput | null;
  timedOutReason?: string | null;
  durationInMs: number;
  failureCount: number;
  id: string;
  executionId: string;
  executionAttempt: number;
}

export const finishExecutionSQL = `-- Ends the run that an execution holds. No row when the execution does not hold it any more.
UPDATE runs
SET
  status = $1,
  output = $2,
  completed_at = now(),
  timed_out_at = CASE WHEN $3::text IS NOT NULL THEN now() END,
  timed_out_reason = $3,
  execution_id = NULL,
  execution_count = execution_count + 1,
  execution_duration = execution_duration + $4,
  execution_failure_count = $5
WHERE id = $6 AND status = 'EXECUTING' AND execution_id = $7 AND execution_attempt = $8
RETURNING id`;

/**
 * Ends the run that an execution holds. No row when the execution does not hold it any more.
 * packages/runs/queries/runs.sql:110
 */
export function finishExecution(db: Queryable, params: FinishExecutionParams): Promise<string | null> {
  return one(db, { name: 'FinishExecution_e766ad30', text: finishExecutionSQL }, [params.status, jsonOrNull(params.output), params.timedOutReason, params.durationInMs, params.failureCount, params.id, params.executionId, params.executionAttempt], (r) => r[0] as string);
}

export interface ReleaseExecutionParams {
  waitingTaskIds: readonly string[];
  yieldedKeys: readonly string[];
  durationInMs: number;
  failureCount: number;
  id: string;
  executionId: string;
  executionAttempt: number;
}

export const releaseExecutionSQL = `-- Gives back a run that is not finished: WAITING_TO_EXECUTE, or WAITING_TO_CONTINUE when it waits for tasks. No row when
-- the execution does not hold it any more.
UPDATE runs
SET
  status = CASE WHEN $1::uuid[] = '{}' THEN 'WAITING_TO_EXECUTE' ELSE 'WAITING_TO_CONTINUE' END::run_status,
  waiting_task_ids = $1::uuid[],
  yielded_executions = yielded_executions || $2::text[],
  execution_id = NULL,
  execution_count = execution_count + 1,
  execution_duration = execution_duration + $3,
  execution_failure_count = $4
WHERE id = $5 AND status = 'EXECUTING' AND execution_id = $6 AND execution_attempt = $7
RETURNING id`;

/**
 * Gives back a run that is not finished: WAITING_TO_EXECUTE, or WAITING_TO_CONTINUE when it waits for tasks. No row when
 * the execution does not hold it any more.
 * packages/runs/queries/runs.sql:126
 */
export function releaseExecution(db: Queryable, params: ReleaseExecutionParams): Promise<string | null> {
  return one(db, { name: 'ReleaseExecution_b4b3987d', text: releaseExecutionSQL }, [params.waitingTaskIds, params.yieldedKeys, params.durationInMs, params.failureCount, params.id, params.executionId, params.executionAttempt], (r) => r[0] as string);
}

export interface ResumeTaskParams {
  id: string;
}

export const resumeTaskSQL = `-- Wakes a task: COMPLETED when there is nothing to do for it, RUNNING otherwise. The run goes on when this was the last
-- task that it waits for: then, and only then, its id is returned. A finished task and a finished run stay as they are.
WITH run AS (
  SELECT r.id, r.status, r.completed_at, r.waiting_task_ids
  FROM runs r
  WHERE r.id = (SELECT t.run_id FROM tasks t WHERE t.id = $1)
  FOR NO KEY UPDATE
), woken AS (
  UPDATE tasks t
  SET
    status = CASE WHEN t.noop THEN 'COMPLETED' ELSE 'RUNNING' END::task_status,
    completed_at = CASE WHEN t.noop THEN now() END
  FROM run
  WHERE t.id = $1 AND t.completed_at IS NULL AND run.completed_at IS NULL
), resumed AS (
  UPDATE runs
  SET
    waiting_task_ids = array_remove(runs.waiting_task_ids, $1),
    status = CASE WHEN array_remove(runs.waiting_task_ids, $1) = '{}' THEN 'WAITING_TO_EXECUTE' ELSE runs.status END
  FROM run
  WHERE runs.id = run.id AND run.status = 'WAITING_TO_CONTINUE' AND $1 = ANY(run.waiting_task_ids)
  RETURNING runs.id, runs.status
)
SELECT id FROM resumed WHERE status = 'WAITING_TO_EXECUTE'`;

/**
 * Wakes a task: COMPLETED when there is nothing to do for it, RUNNING otherwise. The run goes on when this was the last
 * task that it waits for: then, and only then, its id is returned. A finished task and a finished run stay as they are.
 * packages/runs/queries/runs.sql:141
 */
export function resumeTask(db: Queryable, params: ResumeTaskParams): Promise<string | null> {
  return one(db, { name: 'ResumeTask_ae80f04b', text: resumeTaskSQL }, [params.id], (r) => r[0] as string);
}

export interface FailRunParams {
  output?: JsonInput | null;
  id: string;
  statuses: readonly RunStatus[];
  waitsFor?: string | null;
}

export const failRunSQL = `-- Fails a run that is in one of these states, and, if a task is given, waits for this task.
UPDATE runs
SET status = 'FAILURE', output = $1, completed_at = now(), execution_id = NULL, waiting_task_ids = '{}'
WHERE id = $2
  AND status = ANY($3::run_status[])
  AND ($4::uuid IS NULL OR $4 = ANY(waiting_task_ids))
RETURNING id`;

/**
 * Fails a run that is in one of these states, and, if a task is given, waits for this task.
 * packages/runs/queries/runs.sql:167
 */
export function failRun(db: Queryable, params: FailRunParams): Promise<string | null> {
  return one(db, { name: 'FailRun_751011aa', text: failRunSQL }, [jsonOrNull(params.output), params.id, params.statuses, params.waitsFor], (r) => r[0] as string);
}

export interface CancelRunParams {
  id: string;
  environmentId: string;
}

export interface CancelRunRow {
  previousStatus: RunStatus;
  /** The tasks that must wake up before a run that is WAITING_TO_CONTINUE goes on: a wake-up of any other task is not for it. */
  previousWaitingTaskIds: string[];
}

export const cancelRunSQL = `-- Cancels a run that is not finished and returns what it was doing.
WITH run AS (
  SELECT id, status, waiting_task_ids
  FROM runs
  WHERE id = $1 AND environment_id = $2 AND completed_at IS NULL
  FOR NO KEY UPDATE
)
UPDATE runs
SET status = 'CANCELED', completed_at = now(), execution_id = NULL, waiting_task_ids = '{}'
FROM run
WHERE runs.id = run.id
RETURNING run.status AS "previous_status!", run.waiting_task_ids AS "previous_waiting_task_ids!"`;

/**
 * Cancels a run that is not finished and returns what it was doing.
 * packages/runs/queries/runs.sql:176
 */
export function cancelRun(db: Queryable, params: CancelRunParams): Promise<CancelRunRow | null> {
  return one(db, { name: 'CancelRun_e5a34421', text: cancelRunSQL }, [params.id, params.environmentId], (r) => ({ previousStatus: r[0] as RunStatus, previousWaitingTaskIds: r[1] as string[] }));
}

export interface GetRunParams {
  id: string;
  environmentId: string;
}

export interface GetRunRow {
  id: string;
  status: RunStatus;
  startedAt: Date | null;
  updatedAt: Date;
  /** Set exactly while the status is a final one. */
  completedAt: Date | null;
  /** The result; of a failed run its error; of INVALID_PAYLOAD and UNRESOLVED_AUTH the list of issues. */
  output: Json | null;
}

export const getRunSQL = `-- A run of an environment, as the API shows it.
SELECT id, status, started_at, updated_at, completed_at, output
FROM runs
WHERE id = $1 AND environment_id = $2`;

/**
 * A run of an environment, as the API shows it.
 * packages/runs/queries/runs.sql:190
 */
export function getRun(db: Queryable, params: GetRunParams): Promise<GetRunRow | null> {
  return one(db, { name: 'GetRun_4f91b629', text: getRunSQL }, [params.id, params.environmentId], (r) => ({ id: r[0] as string, status: r[1] as RunStatus, startedAt: r[2] as Date | null, updatedAt: r[3] as Date, completedAt: r[4] as Date | null, output: r[5] as Json | null }));
}

export interface ListRunsOfJobParams {
  environmentId: string;
  jobSlug: string;
  cursor?: string | null;
  limit: number;
}

export interface ListRunsOfJobRow {
  id: string;
  status: RunStatus;
  startedAt: Date | null;
  updatedAt: Date;
  /** Set exactly while the status is a final one. */
  completedAt: Date | null;
}

export const listRunsOfJobSQL = `-- The runs of a job in one environment, newest first, from the cursor on, itself included.
SELECT id, status, started_at, updated_at, completed_at
FROM runs
WHERE job_id = (
    SELECT j.id
    FROM runtime_environments env
    JOIN jobs j ON j.project_id = env.project_id
    WHERE env.id = $1 AND j.slug = $2
  )
  AND environment_id = $1
  AND id <= coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
ORDER BY id DESC
LIMIT $4`;

/**
 * The runs of a job in one environment, newest first, from the cursor on, itself included.
 * packages/runs/queries/runs.sql:196
 */
export function listRunsOfJob(db: Queryable, params: ListRunsOfJobParams): Promise<ListRunsOfJobRow[]> {
  return many(db, { name: 'ListRunsOfJob_32370375', text: listRunsOfJobSQL }, [params.environmentId, params.jobSlug, params.cursor, params.limit], (r) => ({ id: r[0] as string, status: r[1] as RunStatus, startedAt: r[2] as Date | null, updatedAt: r[3] as Date, completedAt: r[4] as Date | null }));
}

export interface ListRunsOfEventParams {
  eventRecordId: string;
  environmentId: string;
}

export interface ListRunsOfEventRow {
  id: string;
  status: RunStatus;
  startedAt: Date | null;
  /** Set exactly while the status is a final one. */
  completedAt: Date | null;
}

export const listRunsOfEventSQL = `-- The runs that an event triggered, oldest first.
SELECT id, status, started_at, completed_at
FROM runs
WHERE event_id = $1 AND environment_id = $2
ORDER BY id`;

/**
 * The runs that an event triggered, oldest first.
 * packages/runs/queries/runs.sql:211
 */
export function listRunsOfEvent(db: Queryable, params: ListRunsOfEventParams): Promise<ListRunsOfEventRow[]> {
  return many(db, { name: 'ListRunsOfEvent_812c3c28', text: listRunsOfEventSQL }, [params.eventRecordId, params.environmentId], (r) => ({ id: r[0] as string, status: r[1] as RunStatus, startedAt: r[2] as Date | null, completedAt: r[3] as Date | null }));
}
