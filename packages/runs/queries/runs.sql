/* @name InsertRun */ -- :one
-- The run of a version for an event: made if there is none. No row when the version may not run: it is of another
-- environment, disabled, or its job deleted, or runs are switched off for the organization.
WITH inserted AS (
  INSERT INTO runs (
    id, job_id, version_id, event_id, endpoint_id, queue_id, environment_id, organization_id, project_id,
    external_account_id, is_test, internal, preprocess
  )
  SELECT
    :id::uuid, v.job_id, v.id, e.id, v.endpoint_id, v.queue_id, v.environment_id, v.organization_id, v.project_id,
    e.external_account_id, e.is_test, j.internal, v.preprocess_runs
  FROM job_versions v
  JOIN jobs j ON j.id = v.job_id
  JOIN organizations o ON o.id = v.organization_id
  JOIN event_records e ON e.environment_id = v.environment_id
  WHERE v.id = :versionId
    AND v.environment_id = :environmentId
    AND v.status = 'ACTIVE'
    AND j.deleted_at IS NULL
    AND o.runs_enabled
    AND e.id = :eventRecordId
  ON CONFLICT (event_id, version_id) DO NOTHING
  RETURNING id
)
SELECT id, true AS created FROM inserted
UNION ALL
SELECT id, false FROM runs WHERE event_id = :eventRecordId AND version_id = :versionId AND environment_id = :environmentId;

/* @name GetRunIdOfEvent */ -- :one
-- The run of a version for an event.
SELECT id FROM runs WHERE event_id = :eventRecordId AND version_id = :versionId AND environment_id = :environmentId;

/* @name QueueRun */ -- :one
-- PENDING to QUEUED, with the next number of the job. No row for a run that is not PENDING.
WITH run AS (
  SELECT id, job_id FROM runs WHERE id = :id AND status = 'PENDING' FOR NO KEY UPDATE
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
RETURNING runs.id;

/* @name ClaimExecution */ -- :one
-- Takes a run for one execution and loads what the endpoint is told about it. No row when there is nothing to execute, or
-- when another queue job, or a later attempt of the same one, holds the run: see GetExecutionHolder.
-- Finished tasks come shortest first, as many as fit into the given number of characters.
WITH run AS (
  UPDATE runs
  SET
    status = 'EXECUTING',
    execution_id = :executionId!,
    execution_attempt = :executionAttempt,
    execution_claim = execution_claim + 1,
    started_at = coalesce(started_at, now())
  WHERE id = :id
    AND (
      status IN ('QUEUED', 'WAITING_TO_EXECUTE')
      OR (status = 'EXECUTING' AND execution_id = :executionId AND execution_attempt <= :executionAttempt)
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
  run.execution_failure_count, run.execution_claim, now() AS execution_started_at,
  e.event_id, e.name AS event_name, e.payload AS event_payload, e.context AS event_context,
  e.timestamp AS event_timestamp, e.deliver_at AS event_deliver_at, e.delivered_at AS event_delivered_at,
  e.cancelled_at AS event_cancelled_at, e.source_context AS event_source_context,
  j.slug AS job_slug, v.version AS job_version,
  p.url AS endpoint_url, p.version AS endpoint_version,
  a.identifier AS account_identifier, a.metadata AS account_metadata,
  (
    SELECT coalesce(json_agg(m.task ORDER BY m.characters, m.id), '[]')
    FROM measured m
    WHERE m.total <= :maxTaskCharacters::bigint
  ) AS finished_tasks
FROM run
JOIN event_records e ON e.id = run.event_id
JOIN jobs j ON j.id = run.job_id
JOIN job_versions v ON v.id = run.version_id
JOIN endpoints p ON p.id = run.endpoint_id
LEFT JOIN external_accounts a ON a.id = run.external_account_id;

/* @name GetExecutionHolder */ -- :one
-- The queue job that executes the run; no row when none does.
SELECT execution_id FROM runs WHERE id = :id AND status = 'EXECUTING';

/* @name FinishExecution */ -- :one
-- Ends the run that an execution holds. No row when the execution does not hold it any more.
UPDATE runs
SET
  status = :status,
  output = :output,
  completed_at = now(),
  timed_out_at = CASE WHEN :timedOutReason::text IS NOT NULL THEN now() END,
  timed_out_reason = :timedOutReason,
  execution_id = NULL,
  execution_count = execution_count + 1,
  execution_duration = execution_duration + :durationInMs,
  execution_failure_count = :failureCount
WHERE id = :id AND status = 'EXECUTING' AND execution_claim = :claim
RETURNING id;

/* @name ReleaseExecution */ -- :one
-- Gives back a run that is not finished: WAITING_TO_EXECUTE, or WAITING_TO_CONTINUE when it waits for tasks. No row when
-- the execution does not hold it any more.
UPDATE runs
SET
  status = CASE WHEN :waitingTaskIds::uuid[] = '{}' THEN 'WAITING_TO_EXECUTE' ELSE 'WAITING_TO_CONTINUE' END::run_status,
  waiting_task_ids = :waitingTaskIds::uuid[],
  yielded_executions = yielded_executions || :yieldedKeys::text[],
  execution_id = NULL,
  execution_count = execution_count + 1,
  execution_duration = execution_duration + :durationInMs,
  execution_failure_count = :failureCount
WHERE id = :id AND status = 'EXECUTING' AND execution_claim = :claim
RETURNING id;

/* @name ResumeTask */ -- :one
-- Wakes a task: COMPLETED when there is nothing to do for it, RUNNING otherwise. The run goes on when this was the last
-- task that it waits for: then, and only then, its id is returned. A finished task and a finished run stay as they are.
WITH run AS (
  SELECT r.id, r.status, r.completed_at, r.waiting_task_ids
  FROM runs r
  WHERE r.id = (SELECT t.run_id FROM tasks t WHERE t.id = :id)
  FOR NO KEY UPDATE
), woken AS (
  UPDATE tasks t
  SET
    status = CASE WHEN t.noop THEN 'COMPLETED' ELSE 'RUNNING' END::task_status,
    completed_at = CASE WHEN t.noop THEN now() END
  FROM run
  WHERE t.id = :id AND t.completed_at IS NULL AND run.completed_at IS NULL
), resumed AS (
  UPDATE runs
  SET
    waiting_task_ids = array_remove(runs.waiting_task_ids, :id),
    status = CASE WHEN array_remove(runs.waiting_task_ids, :id) = '{}' THEN 'WAITING_TO_EXECUTE' ELSE runs.status END
  FROM run
  WHERE runs.id = run.id AND run.status = 'WAITING_TO_CONTINUE' AND :id = ANY(run.waiting_task_ids)
  RETURNING runs.id, runs.status
)
SELECT id FROM resumed WHERE status = 'WAITING_TO_EXECUTE';

/* @name FailRun */ -- :one
-- Fails a run that is in one of these states, and, if a task is given, waits for this task.
UPDATE runs
SET status = 'FAILURE', output = :output, completed_at = now(), execution_id = NULL, waiting_task_ids = '{}'
WHERE id = :id
  AND status = ANY(:statuses::run_status[])
  AND (:waitsFor::uuid IS NULL OR :waitsFor = ANY(waiting_task_ids))
RETURNING id;

/* @name CancelRun */ -- :one
-- Cancels a run that is not finished and returns what it was doing.
WITH run AS (
  SELECT id, status, waiting_task_ids
  FROM runs
  WHERE id = :id AND environment_id = :environmentId AND completed_at IS NULL
  FOR NO KEY UPDATE
)
UPDATE runs
SET status = 'CANCELED', completed_at = now(), execution_id = NULL, waiting_task_ids = '{}'
FROM run
WHERE runs.id = run.id
RETURNING run.status AS previous_status, run.waiting_task_ids AS previous_waiting_task_ids;

/* @name GetRun */ -- :one
-- A run of an environment, as the API shows it.
SELECT id, status, started_at, updated_at, completed_at, output
FROM runs
WHERE id = :id AND environment_id = :environmentId;

/* @name ListRunsOfJob */ -- :many
-- The runs of a job in one environment, newest first, from the cursor on, itself included.
SELECT id, status, started_at, updated_at, completed_at
FROM runs
WHERE job_id = (
    SELECT j.id
    FROM runtime_environments env
    JOIN jobs j ON j.project_id = env.project_id
    WHERE env.id = :environmentId AND j.slug = :jobSlug
  )
  AND environment_id = :environmentId
  AND id <= coalesce(:cursor::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
ORDER BY id DESC
LIMIT :limit;

/* @name ListRunsOfEvent */ -- :many
-- The runs that an event triggered, oldest first.
SELECT id, status, started_at, completed_at
FROM runs
WHERE event_id = :eventRecordId AND environment_id = :environmentId
ORDER BY id;
