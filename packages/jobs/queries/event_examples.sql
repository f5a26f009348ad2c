/* @name ListEventExamples */ -- :many
-- The examples of a job version of an environment, in the order of their slugs.
SELECT event_examples.*
FROM event_examples
JOIN job_versions ON job_versions.id = event_examples.job_version_id
WHERE event_examples.job_version_id = :versionId AND job_versions.environment_id = :environmentId
ORDER BY event_examples.slug;
