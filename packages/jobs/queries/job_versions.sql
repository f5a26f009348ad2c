/* @name UpsertJobVersion */ -- :one
-- Creates a version of a job in an environment or makes the existing one exactly like this, with its queue and its
-- examples, in one statement. With it come the other versions of the job in the environment and the version that the
-- alias `latest` names. Nothing is returned when the endpoint is not of this environment. The caller holds the job's
-- lock.
WITH endpoint AS (
  SELECT id FROM endpoints WHERE id = :endpointId AND environment_id = :environmentId
), known_queue AS (
  SELECT id FROM job_queues WHERE environment_id = :environmentId AND name = :queueName
), created_queue AS (
  INSERT INTO job_queues (environment_id, name, max_jobs)
  SELECT :environmentId, :queueName, :queueMaxJobs
  FROM endpoint
  WHERE NOT EXISTS (SELECT FROM known_queue)
  -- an update without effect, as DO NOTHING would not return the row that another transaction has just made
  ON CONFLICT (environment_id, name) DO UPDATE SET name = excluded.name
  RETURNING id
), queue AS (
  SELECT id FROM known_queue UNION ALL SELECT id FROM created_queue
), version AS (
  INSERT INTO job_versions (
    id, job_id, version, event_specification, properties, endpoint_id, environment_id, organization_id, project_id,
    queue_id, start_position, preprocess_runs, status
  )
  SELECT
    :id, :jobId, :version, :eventSpecification, :properties, endpoint.id, :environmentId, :organizationId, :projectId,
    queue.id, 'LATEST', :preprocessRuns, :status
  FROM endpoint CROSS JOIN queue
  ON CONFLICT (job_id, version, environment_id) DO UPDATE SET
    event_specification = excluded.event_specification,
    properties = excluded.properties,
    endpoint_id = excluded.endpoint_id,
    queue_id = excluded.queue_id,
    start_position = excluded.start_position,
    preprocess_runs = excluded.preprocess_runs,
    status = excluded.status
  RETURNING *
), example AS (
  SELECT slug, name, icon, payload
  FROM jsonb_to_recordset(:examples::jsonb) AS example (slug text, name text, icon text, payload jsonb)
), kept AS (
  INSERT INTO event_examples (job_version_id, slug, name, icon, payload)
  SELECT version.id, example.slug, example.name, example.icon, example.payload
  FROM version CROSS JOIN example
  ON CONFLICT (job_version_id, slug) DO UPDATE SET
    name = excluded.name,
    icon = excluded.icon,
    payload = excluded.payload
), dropped AS (
  DELETE FROM event_examples
  USING version
  WHERE event_examples.job_version_id = version.id
    AND NOT EXISTS (SELECT FROM example WHERE example.slug = event_examples.slug)
)
SELECT
  version.*,
  ARRAY(
    SELECT other.version
    FROM job_versions AS other
    WHERE other.job_id = :jobId AND other.environment_id = :environmentId AND other.version <> :version
  ) AS "other_versions!",
  (
    SELECT job_aliases.version_id
    FROM job_aliases
    WHERE job_aliases.job_id = :jobId AND job_aliases.environment_id = :environmentId AND job_aliases.name = 'latest'
  ) AS "latest_version_id?"
FROM version;

/* @name DisableJobVersions */ -- :many
-- Turns every version of a job in an environment off, provided that the job's latest version there is on this endpoint.
-- The caller holds the job's lock.
UPDATE job_versions
SET status = 'DISABLED'
WHERE job_id = :jobId
  AND environment_id = :environmentId
  AND status = 'ACTIVE'
  AND EXISTS (
    SELECT
    FROM job_aliases
    JOIN job_versions AS latest ON latest.id = job_aliases.version_id
    WHERE job_aliases.job_id = :jobId
      AND job_aliases.environment_id = :environmentId
      AND job_aliases.name = 'latest'
      AND latest.endpoint_id = :endpointId
  )
RETURNING *;

/* @name GetJobVersion */ -- :one
-- The job version of an environment with this id.
SELECT * FROM job_versions WHERE id = :id AND environment_id = :environmentId;

/* @name GetLatestJobVersion */ -- :one
-- The version of a job that the alias `latest` names in an environment.
SELECT job_versions.*
FROM job_aliases
JOIN job_versions ON job_versions.id = job_aliases.version_id
WHERE job_aliases.job_id = :jobId AND job_aliases.environment_id = :environmentId AND job_aliases.name = 'latest';

/* @name ListJobVersions */ -- :many
-- A page of a job's versions in an environment, newest first: those before the id `before`.
SELECT *
FROM job_versions
WHERE job_id = :jobId
  AND environment_id = :environmentId
  AND id < coalesce(:before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
ORDER BY id DESC
LIMIT :limit::integer;

/* @name ListLatestJobs */ -- :many
-- The live jobs whose latest version in an environment is on this endpoint and of which some version is active there.
SELECT jobs.slug, latest.version
FROM job_aliases
JOIN job_versions AS latest ON latest.id = job_aliases.version_id
JOIN jobs ON jobs.id = job_aliases.job_id
WHERE job_aliases.environment_id = :environmentId
  AND job_aliases.name = 'latest'
  AND latest.endpoint_id = :endpointId
  AND jobs.deleted_at IS NULL
  AND EXISTS (
    SELECT
    FROM job_versions AS active
    WHERE active.job_id = jobs.id AND active.environment_id = :environmentId AND active.status = 'ACTIVE'
  )
ORDER BY jobs.slug;
