/* @name CreateIndex */ -- :one
-- A PENDING index.
INSERT INTO endpoint_indexes (id, endpoint_id, source, source_data, reason)
VALUES (:id, :endpointId, :source, :sourceData, :reason)
RETURNING *;

/* @name CreateDueIndexes */ -- :many
-- A PENDING index for every PRODUCTION or STAGING endpoint that has none since the given time.
INSERT INTO endpoint_indexes (endpoint_id, source)
SELECT e.id, 'INTERNAL'
FROM endpoints e
JOIN runtime_environments env ON env.id = e.environment_id
WHERE env.type IN ('PRODUCTION', 'STAGING')
  AND NOT EXISTS (SELECT FROM endpoint_indexes i WHERE i.endpoint_id = e.id AND i.created_at > :since)
RETURNING id;

/* @name GetIndex */ -- :one
-- An index of an endpoint of the environment.
SELECT i.*
FROM endpoint_indexes i
JOIN endpoints e ON e.id = i.endpoint_id
WHERE i.id = :id AND e.environment_id = :environmentId;

/* @name GetLatestIndex */ -- :one
-- The newest index of an endpoint of the environment.
SELECT i.*
FROM endpoint_indexes i
JOIN endpoints e ON e.id = i.endpoint_id
WHERE e.environment_id = :environmentId AND e.slug = :endpointSlug
ORDER BY i.created_at DESC
LIMIT 1;

/* @name GetIndexing */ -- :one
-- What carrying out an index needs, and the time from which its answer counts.
SELECT i.id, i.status, e.id AS endpoint_id, e.url, e.environment_id, clock_timestamp() AS "fetched_at!"
FROM endpoint_indexes i
JOIN endpoints e ON e.id = i.endpoint_id
WHERE i.id = :id;

/* @name EndSupersededIndexes */ -- :exec
-- Ends the STARTED indexes that another index of their endpoint replaces: what they have not registered, they never will.
UPDATE endpoint_indexes
SET status = 'SUCCESS',
    stats = stats || jsonb_build_object(
      'skippedJobs', (stats ->> 'skippedJobs')::integer + cardinality(pending_registrations)
    ),
    pending_registrations = '{}'
WHERE endpoint_id = :endpointId AND status = 'STARTED' AND id <> :byIndexId;

/* @name StartIndex */ -- :one
-- PENDING to STARTED, or to SUCCESS when nothing is to be registered.
UPDATE endpoint_indexes
SET status = CASE
      WHEN cardinality(:registrations::text[]) = 0 THEN 'SUCCESS'::endpoint_index_status
      ELSE 'STARTED'::endpoint_index_status
    END,
    data = :data!::jsonb,
    stats = :stats!::jsonb,
    pending_registrations = :registrations::text[]
WHERE id = :id AND status = 'PENDING'
RETURNING id;

/* @name FailIndex */ -- :one
-- PENDING to FAILURE.
UPDATE endpoint_indexes
SET status = 'FAILURE', error = :error!::jsonb
WHERE id = :id AND status = 'PENDING'
RETURNING id;

/* @name SettleRegistration */ -- :one
-- Settles one registration, once, and ends the index with the last one.
UPDATE endpoint_indexes
SET pending_registrations = array_remove(pending_registrations, :registration),
    status = CASE WHEN cardinality(pending_registrations) = 1 THEN 'SUCCESS'::endpoint_index_status ELSE status END,
    stats = CASE
      WHEN :counter::text IS NULL THEN stats
      ELSE stats || jsonb_build_object(:counter::text, (stats ->> :counter::text)::integer + 1)
    END,
    error = CASE
      WHEN :failure::jsonb IS NULL THEN error
      ELSE jsonb_build_object(
        'message', 'Some jobs could not be registered',
        'registrations', coalesce(error -> 'registrations', '[]') || :failure::jsonb
      )
    END
WHERE id = :id AND status = 'STARTED' AND :registration = ANY (pending_registrations)
RETURNING status;

/* @name DeleteIndexesBefore */ -- :execrows
-- Deletes the indexes made before a time.
DELETE FROM endpoint_indexes WHERE created_at < :before;
