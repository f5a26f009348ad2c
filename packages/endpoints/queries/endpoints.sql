/* @name UpsertEndpoint */ -- :one
-- The endpoint of an environment with this slug: made, or moved to the new URL. The hook identifier never changes.
INSERT INTO endpoints (
  id, slug, url, version, sdk_version, indexing_hook_identifier, environment_id, organization_id, project_id
)
VALUES (
  :id, :slug, :url, coalesce(:version, 'unknown'), coalesce(:sdkVersion, 'unknown'), :indexingHookIdentifier,
  :environmentId, :organizationId, :projectId
)
ON CONFLICT (environment_id, slug) DO UPDATE
SET url = EXCLUDED.url,
    version = coalesce(:version, endpoints.version),
    sdk_version = coalesce(:sdkVersion, endpoints.sdk_version)
RETURNING *;

/* @name GetEndpointBySlug */ -- :one
-- The endpoint of an environment with this slug.
SELECT * FROM endpoints WHERE environment_id = :environmentId AND slug = :slug;

/* @name GetEndpoint */ -- :one
-- An endpoint of the environment.
SELECT * FROM endpoints WHERE id = :id AND environment_id = :environmentId;

/* @name ListEndpoints */ -- :many
-- The endpoints of an environment, in the order of their slugs.
SELECT * FROM endpoints WHERE environment_id = :environmentId ORDER BY slug;

/* @name GetEndpointForHook */ -- :one
-- What an indexing hook needs of the endpoint it names.
SELECT e.id, e.indexing_hook_identifier, env.type AS environment_type
FROM endpoints e
JOIN runtime_environments env ON env.id = e.environment_id
WHERE e.environment_id = :environmentId AND e.slug = :slug;

/* @name UpdateEndpointVersion */ -- :exec
-- Keeps the protocol version that an endpoint last answered with; writes only when it changed.
UPDATE endpoints SET version = :version WHERE id = :id AND version <> :version;

/* @name AdoptIndex */ -- :one
-- Puts an index in force; no row when the one in force was fetched later.
-- The row lock that this takes waits for registrations under way and holds up those that follow.
UPDATE endpoints
SET index_id = :indexId,
    indexed_at = :fetchedAt,
    url = CASE WHEN url = :requestedUrl THEN :answeredUrl ELSE url END,
    version = coalesce(:version, version),
    sdk_version = coalesce(:sdkVersion, sdk_version)
WHERE id = :id AND (indexed_at IS NULL OR indexed_at <= :fetchedAt)
RETURNING id;

/* @name LockRegistration */ -- :one
-- The endpoint a registration is for, held until the transaction ends; no row when the registration is settled or its
-- index is no longer in force.
SELECT e.id, e.slug, e.environment_id, e.organization_id, e.project_id
FROM endpoints e
WHERE e.id = :endpointId
  AND e.index_id = :indexId
  AND EXISTS (
    SELECT FROM endpoint_indexes i
    WHERE i.id = :indexId AND i.status = 'STARTED' AND :registration = ANY (i.pending_registrations)
  )
FOR SHARE OF e;

/* @name LockAutoIndexing */ -- :exec
-- One process at a time decides which endpoints are due.
SELECT pg_advisory_xact_lock(hashtext('kongflow.endpoints.auto_index'));
