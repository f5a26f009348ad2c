/* @name PointJobAlias */ -- :execrows
-- Makes an alias of a job in an environment name one of the job's versions there; 0 rows when there is no such version.
-- The caller holds the job's lock.
INSERT INTO job_aliases (job_id, environment_id, name, version_id, value)
SELECT job_versions.job_id, job_versions.environment_id, :name, job_versions.id, job_versions.version
FROM job_versions
WHERE job_versions.job_id = :jobId
  AND job_versions.environment_id = :environmentId
  AND job_versions.version = :version
ON CONFLICT (job_id, environment_id, name) DO UPDATE SET
  version_id = excluded.version_id,
  value = excluded.value;
