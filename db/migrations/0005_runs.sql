-- Up Migration

CREATE TYPE run_status AS ENUM (
  'PENDING', 'QUEUED', 'WAITING_ON_CONNECTIONS', 'PREPROCESSING', 'STARTED',
  'EXECUTING', 'WAITING_TO_CONTINUE', 'WAITING_TO_EXECUTE',
  'SUCCESS', 'FAILURE', 'TIMED_OUT', 'ABORTED', 'CANCELED', 'UNRESOLVED_AUTH', 'INVALID_PAYLOAD'
);
CREATE TYPE task_status AS ENUM ('PENDING', 'WAITING', 'RUNNING', 'COMPLETED', 'ERRORED', 'CANCELED');
CREATE TYPE task_attempt_status AS ENUM ('PENDING', 'STARTED', 'COMPLETED', 'ERRORED');
CREATE TYPE task_child_execution_mode AS ENUM ('SEQUENTIAL', 'PARALLEL');

CREATE TABLE job_run_counters (
  job_id uuid PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  last_number integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE job_run_counters IS 'The number that the newest run of each job got.';

CREATE TABLE runs (
  id uuid PRIMARY KEY,
  number integer,
  status run_status NOT NULL DEFAULT 'PENDING',
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  version_id uuid NOT NULL REFERENCES job_versions (id) ON DELETE CASCADE,
  event_id uuid NOT NULL REFERENCES event_records (id) ON DELETE CASCADE,
  endpoint_id uuid NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
  queue_id uuid REFERENCES job_queues (id) ON DELETE SET NULL,
  environment_id uuid NOT NULL REFERENCES runtime_environments (id) ON DELETE CASCADE,
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  project_id uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  external_account_id uuid REFERENCES external_accounts (id) ON DELETE SET NULL,
  properties jsonb,
  output jsonb,
  is_test boolean NOT NULL DEFAULT false,
  internal boolean NOT NULL DEFAULT false,
  preprocess boolean NOT NULL DEFAULT false,
  queued_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  timed_out_at timestamptz,
  timed_out_reason text,
  execution_count integer NOT NULL DEFAULT 0,
  execution_duration bigint NOT NULL DEFAULT 0,
  execution_failure_count integer NOT NULL DEFAULT 0,
  execution_id uuid,
  execution_attempt integer NOT NULL DEFAULT 0,
  execution_claim integer NOT NULL DEFAULT 0,
  yielded_executions text[] NOT NULL DEFAULT '{}',
  waiting_task_ids uuid[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT runs_event_id_version_id_key UNIQUE (event_id, version_id),
  CONSTRAINT runs_completed_at_check CHECK ((completed_at IS NOT NULL) = (status IN (
    'SUCCESS', 'FAILURE', 'TIMED_OUT', 'ABORTED', 'CANCELED', 'UNRESOLVED_AUTH', 'INVALID_PAYLOAD'
  ))),
  CONSTRAINT runs_execution_id_check CHECK ((execution_id IS NOT NULL) = (status = 'EXECUTING')),
  CONSTRAINT runs_waiting_task_ids_check CHECK ((waiting_task_ids <> '{}') = (status = 'WAITING_TO_CONTINUE'))
);
COMMENT ON COLUMN runs.number IS 'Counts the runs of a job, from 1; given when the run starts.';
COMMENT ON COLUMN runs.output IS 'The result; of a failed run its error; of INVALID_PAYLOAD and UNRESOLVED_AUTH the list of issues.';
COMMENT ON COLUMN runs.execution_duration IS 'Time spent in calls to the endpoint, in milliseconds.';
COMMENT ON COLUMN runs.execution_id IS 'The queue job that executes the run.';
COMMENT ON COLUMN runs.execution_attempt IS 'The attempt of the queue job that executes the run: no earlier one may take it over.';
COMMENT ON COLUMN runs.execution_claim IS 'Counts how often the run was taken for execution: the fence that late outcomes cannot pass.';
COMMENT ON COLUMN runs.completed_at IS 'Set exactly while the status is a final one.';
COMMENT ON COLUMN runs.execution_failure_count IS 'Executions in a row that the endpoint could not answer.';
COMMENT ON COLUMN runs.waiting_task_ids IS 'The tasks that must wake up before a run that is WAITING_TO_CONTINUE goes on: a wake-up of any other task is not for it.';
COMMENT ON CONSTRAINT runs_event_id_version_id_key ON runs IS 'An event triggers a version once, however often its dispatcher is invoked.';
CREATE INDEX runs_job_id_environment_id_id_idx ON runs (job_id, environment_id, id DESC);
CREATE INDEX runs_environment_id_id_idx ON runs (environment_id, id DESC);
CREATE INDEX runs_version_id_idx ON runs (version_id);
CREATE INDEX runs_endpoint_id_idx ON runs (endpoint_id);
CREATE INDEX runs_queue_id_idx ON runs (queue_id);
CREATE INDEX runs_organization_id_idx ON runs (organization_id);
CREATE INDEX runs_project_id_idx ON runs (project_id);
CREATE INDEX runs_external_account_id_idx ON runs (external_account_id) WHERE external_account_id IS NOT NULL;

CREATE TABLE tasks (
  id uuid PRIMARY KEY,
  run_id uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  parent_id uuid REFERENCES tasks (id) ON DELETE CASCADE,
  idempotency_key text NOT NULL,
  status task_status NOT NULL DEFAULT 'PENDING',
  name text NOT NULL,
  display_key text,
  icon text,
  description text,
  noop boolean NOT NULL DEFAULT false,
  delay_until timestamptz,
  operation text,
  params jsonb,
  properties jsonb,
  output jsonb,
  output_is_undefined boolean NOT NULL DEFAULT false,
  output_properties jsonb,
  redact jsonb,
  style jsonb,
  callback_url text,
  child_execution_mode task_child_execution_mode NOT NULL DEFAULT 'SEQUENTIAL',
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tasks_run_id_idempotency_key_key UNIQUE (run_id, idempotency_key),
  CONSTRAINT tasks_completed_at_check CHECK ((completed_at IS NOT NULL) = (status IN ('COMPLETED', 'ERRORED', 'CANCELED')))
);
COMMENT ON COLUMN tasks.id IS 'UUID v7: the order of ids is the order of creation.';
COMMENT ON COLUMN tasks.completed_at IS 'Set exactly while the status is COMPLETED, ERRORED or CANCELED: a task without it is open.';
COMMENT ON COLUMN tasks.output IS 'The result, or the error of an ERRORED task.';
COMMENT ON COLUMN tasks.output_is_undefined IS 'Tells a result of undefined from one of null.';
CREATE INDEX tasks_run_id_id_idx ON tasks (run_id, id);
CREATE INDEX tasks_parent_id_idx ON tasks (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE task_attempts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  task_id uuid NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  number integer NOT NULL,
  status task_attempt_status NOT NULL DEFAULT 'PENDING',
  error text,
  run_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (task_id, number)
);

CREATE TRIGGER set_updated_at BEFORE UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON task_attempts FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Down Migration

DROP TABLE task_attempts;
DROP TABLE tasks;
DROP TABLE runs;
DROP TABLE job_run_counters;
DROP TYPE task_child_execution_mode;
DROP TYPE task_attempt_status;
DROP TYPE task_status;
DROP TYPE run_status;
