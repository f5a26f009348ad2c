/* @name UpsertJob */ -- :one
-- Creates a job of a project or brings it up to date, and locks it: every change below a job happens under this lock.
-- A deleted job comes back to life unless `revive` is false; then it stays as it is and nothing is returned.
INSERT INTO jobs AS job (id, slug, title, internal, organization_id, project_id)
VALUES (:id, :slug, :title, :internal, :organizationId, :projectId)
ON CONFLICT (project_id, slug) DO UPDATE SET
  title = excluded.title,
  internal = excluded.internal,
  deleted_at = NULL
WHERE job.deleted_at IS NULL OR :revive::boolean
RETURNING *;

/* @name LockJobBySlug */ -- :one
-- The job of a project with this slug, locked against registration, disabling and deletion.
SELECT * FROM jobs WHERE project_id = :projectId AND slug = :slug FOR NO KEY UPDATE;

/* @name LockJob */ -- :one
-- The job of a project with this id, locked against registration, disabling and deletion.
SELECT * FROM jobs WHERE id = :id AND project_id = :projectId FOR NO KEY UPDATE;

/* @name GetJob */ -- :one
-- The job of a project with this id, deleted or not.
SELECT * FROM jobs WHERE id = :id AND project_id = :projectId;

/* @name GetJobBySlug */ -- :one
-- The job of a project with this slug, deleted or not.
SELECT * FROM jobs WHERE project_id = :projectId AND slug = :slug;

/* @name ListJobs */ -- :many
-- A page of a project's live jobs in the order of their slugs: those after the slug `after`.
SELECT *
FROM jobs
WHERE project_id = :projectId AND slug > coalesce(:after::text, '') AND deleted_at IS NULL
ORDER BY slug
LIMIT :limit::integer;

/* @name MarkJobDeleted */ -- :one
-- Deletes a job (softly) unless a version of it is active in some environment; then nothing is returned. The caller
-- holds the lock of LockJob.
UPDATE jobs
SET deleted_at = coalesce(deleted_at, now())
WHERE id = :id
  AND project_id = :projectId
  AND NOT EXISTS (SELECT FROM job_versions WHERE job_versions.job_id = jobs.id AND job_versions.status = 'ACTIVE')
RETURNING *;
