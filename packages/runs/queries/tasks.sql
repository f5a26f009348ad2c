/* @name CreateTask */ -- :one
-- The task of a run with this idempotency key: made if there is none, and taken up again if it was cancelled and the run
-- goes on. No row when the run is not of the environment, is finished and has no such task, or has no such parent.
WITH run AS (
  -- Shared lock: a cancellation or failure of the run, which closes its open tasks, comes before this task or sees it.
  SELECT id, status, status = 'CANCELED' AS is_cancelled, completed_at IS NULL AS is_open
  FROM runs
  WHERE id = :runId AND environment_id = :environmentId
  FOR SHARE
), initial AS (
  SELECT
    run.id AS run_id,
    run.is_open,
    CASE
      WHEN run.is_cancelled THEN 'CANCELED'
      WHEN coalesce(:delayUntil::timestamptz > now(), false) THEN 'WAITING'
      WHEN :noop THEN 'COMPLETED'
      ELSE 'RUNNING'
    END::task_status AS status,
    CASE WHEN run.is_cancelled OR (:noop AND (:delayUntil IS NULL OR :delayUntil <= now())) THEN now() END AS completed_at
  FROM run
  WHERE run.is_open OR run.is_cancelled
), existing AS (
  SELECT t.* FROM tasks t JOIN run ON run.id = t.run_id WHERE t.idempotency_key = :idempotencyKey
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
    :id::uuid, initial.run_id, :parentId::uuid, :idempotencyKey, initial.status, :name, :displayKey, :icon, :description,
    :noop, :delayUntil, :params::jsonb, :properties::jsonb, :redact::jsonb, :style::jsonb,
    :childExecutionMode::task_child_execution_mode, now(), initial.completed_at
  FROM initial
  WHERE NOT EXISTS (SELECT FROM existing)
    AND (:parentId IS NULL OR EXISTS (SELECT FROM tasks p WHERE p.id = :parentId AND p.run_id = initial.run_id))
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
  task.id, task.name, task.icon, task.noop, task.started_at, task.completed_at,
  task.delay_until, task.status, task.description, task.params, task.output,
  task.output_is_undefined, task.properties, task.style, task.parent_id,
  task.idempotency_key, task.operation, task.callback_url,
  task.child_execution_mode,
  -- An attempt that this statement made is not visible to it.
  greatest((SELECT count(*) FROM task_attempts a WHERE a.task_id = task.id), 1) AS attempts
FROM task;

/* @name ExplainMissingTask */ -- :one
-- Why a task could not be made: no row when the run is not of the environment.
SELECT
  r.status,
  :parentId::uuid IS NULL OR EXISTS (SELECT FROM tasks p WHERE p.id = :parentId AND p.run_id = r.id) AS has_parent
FROM runs r
WHERE r.id = :runId AND r.environment_id = :environmentId;

/* @name CompleteTask */ -- :one
-- Completes a task and its pending attempt; a task that is finished is returned as it is.
WITH task AS (
  -- Locked before it is judged: of two completions at once, the second one sees the first one's result.
  SELECT t.*
  FROM tasks t
  JOIN runs r ON r.id = t.run_id
  WHERE t.id = :id AND t.run_id = :runId AND r.environment_id = :environmentId
  FOR NO KEY UPDATE OF t
), completed AS (
  UPDATE tasks t
  SET
    status = 'COMPLETED',
    output = :output::jsonb,
    output_is_undefined = :outputIsUndefined,
    output_properties = coalesce(:outputProperties::jsonb, t.output_properties),
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
  result.id, result.name, result.icon, result.noop, result.started_at,
  result.completed_at, result.delay_until, result.status, result.description, result.params, result.output,
  result.output_is_undefined, result.properties, result.style, result.parent_id,
  result.idempotency_key, result.operation, result.callback_url,
  result.child_execution_mode,
  (SELECT count(*) FROM task_attempts a WHERE a.task_id = result.id) AS attempts
FROM result;

/* @name FailTask */ -- :one
-- Fails a task and its pending attempt; a task that is finished is returned as it is.
WITH task AS (
  SELECT t.*
  FROM tasks t
  JOIN runs r ON r.id = t.run_id
  WHERE t.id = :id AND t.run_id = :runId AND r.environment_id = :environmentId
  FOR NO KEY UPDATE OF t
), failed AS (
  UPDATE tasks t
  SET status = 'ERRORED', output = :error::jsonb, completed_at = now()
  FROM task
  WHERE t.id = task.id AND task.completed_at IS NULL
  RETURNING t.*
), attempt AS (
  UPDATE task_attempts a
  SET status = 'ERRORED', error = :errorText
  FROM failed
  WHERE a.task_id = failed.id AND a.status = 'PENDING'
), result AS (
  SELECT * FROM failed
  UNION ALL
  SELECT * FROM task WHERE task.completed_at IS NOT NULL
)
SELECT
  result.id, result.name, result.icon, result.noop, result.started_at,
  result.completed_at, result.delay_until, result.status, result.description, result.params, result.output,
  result.output_is_undefined, result.properties, result.style, result.parent_id,
  result.idempotency_key, result.operation, result.callback_url,
  result.child_execution_mode,
  (SELECT count(*) FROM task_attempts a WHERE a.task_id = result.id) AS attempts
FROM result;

/* @name RecordWaits */ -- :many
-- Locks the run that an execution holds and records what the endpoint answered about the tasks that the run waits for:
-- their properties and, where it asks for a retry, the failed attempt and the next one.
-- One row with the run alone when it has none of these tasks; no row when the execution does not hold the run any more.
WITH run AS (
  SELECT id
  FROM runs
  WHERE id = :runId AND status = 'EXECUTING' AND execution_claim = :claim
  FOR NO KEY UPDATE
), answer AS (
  SELECT a.task_id, a.output_properties, a.retry_at, a.error
  FROM jsonb_to_recordset(:answers::jsonb) AS a (task_id uuid, output_properties jsonb, retry_at timestamptz, error text)
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
SELECT run.id AS run_id, task.id AS task_id, task.status, task.resume_at
FROM run
LEFT JOIN task ON true;

/* @name CloseTasks */ -- :exec
-- Ends the open tasks of a run that has ended. The task that caused it, if any, gets the error.
-- A statement of its own: only after the run is locked are all of its tasks visible.
UPDATE tasks
SET
  status = :status,
  completed_at = now(),
  output = CASE WHEN :failedTaskId::uuid IS NOT NULL AND id = :failedTaskId THEN coalesce(:error::jsonb, output) ELSE output END
WHERE run_id = :runId AND completed_at IS NULL;

/* @name CompleteTaskOfExecution */ -- :exec
-- Completes a task whose result came with the endpoint's answer, if the execution still holds the run.
WITH task AS (
  UPDATE tasks t
  SET
    status = 'COMPLETED',
    output = :output::jsonb,
    output_is_undefined = :outputIsUndefined,
    output_properties = coalesce(:outputProperties::jsonb, t.output_properties),
    completed_at = now()
  WHERE t.id = :id AND t.run_id = :runId AND t.completed_at IS NULL
  RETURNING t.id
)
UPDATE task_attempts a SET status = 'COMPLETED' FROM task WHERE a.task_id = task.id AND a.status = 'PENDING';

/* @name GetTaskProgress */ -- :one
-- Whether an execution has made any task, and the task that was running last.
SELECT
  EXISTS (SELECT FROM tasks t WHERE t.run_id = :runId AND t.created_at >= :since) AS made_tasks,
  (
    SELECT coalesce(t.display_key, t.name)
    FROM tasks t
    WHERE t.run_id = :runId AND t.status = 'RUNNING'
    ORDER BY t.id DESC
    LIMIT 1
  ) AS running_task;

/* @name GetRunIdOfTask */ -- :one
-- The run that a task belongs to.
SELECT run_id FROM tasks WHERE id = :id;

/* @name ListTasksOfRun */ -- :many
-- The tasks of a run in the order of their creation, from the cursor on, itself included.
SELECT
  id, parent_id, display_key, status, name, icon, started_at, completed_at,
  CASE WHEN :details THEN params END AS params,
  CASE WHEN :details THEN output END AS output,
  output_is_undefined
FROM tasks
WHERE run_id = :runId
  AND id >= coalesce(:cursor::uuid, '00000000-0000-0000-0000-000000000000')
  AND (:subtasks OR parent_id IS NULL)
ORDER BY id
LIMIT :limit;
