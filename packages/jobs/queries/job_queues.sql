/* @name GetJobQueue */ -- :one
-- The queue of an environment with this name.
SELECT * FROM job_queues WHERE environment_id = :environmentId AND name = :name;

/* @name CreateJobQueue */ -- :one
-- Makes a queue; nothing is returned when the environment has one of this name.
INSERT INTO job_queues (environment_id, name, max_jobs)
VALUES (:environmentId, :name, :maxJobs)
ON CONFLICT (environment_id, name) DO NOTHING
RETURNING *;

/* @name UpdateJobQueue */ -- :one
-- Sets how many jobs of a queue may run at once.
UPDATE job_queues
SET max_jobs = :maxJobs
WHERE environment_id = :environmentId AND name = :name
RETURNING *;
