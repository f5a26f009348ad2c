// Generated from packages/endpoints/queries/endpoints.sql. Do not edit.
import { type Queryable, exactlyOne, exec, many, one } from '@kongflow/database/query-runtime';
import type { Endpoint, RuntimeEnvironmentType } from './models.ts';

export interface UpsertEndpointParams {
  id: string;
  slug: string;
  url: string;
  version?: string | null;
  sdkVersion?: string | null;
  indexingHookIdentifier: string;
  environmentId: string;
  organizationId: string;
  projectId: string;
}

export const upsertEndpointSQL = `-- The endpoint of an environment with this slug: made, or moved to the new URL. The hook identifier never changes.
INSERT INTO endpoints (
  id, slug, url, version, sdk_version, indexing_hook_identifier, environment_id, organization_id, project_id
)
VALUES (
  $1, $2, $3, coalesce($4, 'unknown'), coalesce($5, 'unknown'), $6,
  $7, $8, $9
)
ON CONFLICT (environment_id, slug) DO UPDATE
SET url = EXCLUDED.url,
    version = coalesce($4, endpoints.version),
    sdk_version = coalesce($5, endpoints.sdk_version)
RETURNING *`;

/**
 * The endpoint of an environment with this slug: made, or moved to the new URL. The hook identifier never changes.
 * packages/endpoints/queries/endpoints.sql:1
 */
export function upsertEndpoint(db: Queryable, params: UpsertEndpointParams): Promise<Endpoint> {
  return exactlyOne(db, { name: 'UpsertEndpoint_ce36cd8e', text: upsertEndpointSQL }, [params.id, params.slug, params.url, params.version, params.sdkVersion, params.indexingHookIdentifier, params.environmentId, params.organizationId, params.projectId], (r) => ({ id: r[0] as string, slug: r[1] as string, url: r[2] as string, indexingHookIdentifier: r[3] as string, version: r[4] as string, sdkVersion: r[5] as string, indexId: r[6] as string | null, indexedAt: r[7] as Date | null, environmentId: r[8] as string, organizationId: r[9] as string, projectId: r[10] as string, createdAt: r[11] as Date, updatedAt: r[12] as Date }));
}

export interface GetEndpointBySlugParams {
  environmentId: string;
  slug: string;
}

export const getEndpointBySlugSQL = `-- The endpoint of an environment with this slug.
SELECT * FROM endpoints WHERE environment_id = $1 AND slug = $2`;

/**
 * The endpoint of an environment with this slug.
 * packages/endpoints/queries/endpoints.sql:16
 */
export function getEndpointBySlug(db: Queryable, params: GetEndpointBySlugParams): Promise<Endpoint | null> {
  return one(db, { name: 'GetEndpointBySlug_bc714342', text: getEndpointBySlugSQL }, [params.environmentId, params.slug], (r) => ({ id: r[0] as string, slug: r[1] as string, url: r[2] as string, indexingHookIdentifier: r[3] as string, version: r[4] as string, sdkVersion: r[5] as string, indexId: r[6] as string | null, indexedAt: r[7] as Date | null, environmentId: r[8] as string, organizationId: r[9] as string, projectId: r[10] as string, createdAt: r[11] as Date, updatedAt: r[12] as Date }));
}

export interface GetEndpointParams {
  id: string;
  environmentId: string;
}

export const getEndpointSQL = `-- An endpoint of the environment.
SELECT * FROM endpoints WHERE id = $1 AND environment_id = $2`;

/**
 * An endpoint of the environment.
 * packages/endpoints/queries/endpoints.sql:20
 */
export function getEndpoint(db: Queryable, params: GetEndpointParams): Promise<Endpoint | null> {
  return one(db, { name: 'GetEndpoint_c774a26f', text: getEndpointSQL }, [params.id, params.environmentId], (r) => ({ id: r[0] as string, slug: r[1] as string, url: r[2] as string, indexingHookIdentifier: r[3] as string, version: r[4] as string, sdkVersion: r[5] as string, indexId: r[6] as string | null, indexedAt: r[7] as Date | null, environmentId: r[8] as string, organizationId: r[9] as string, projectId: r[10] as string, createdAt: r[11] as Date, updatedAt: r[12] as Date }));
}

export interface ListEndpointsParams {
  environmentId: string;
}

export const listEndpointsSQL = `-- The endpoints of an environment, in the order of their slugs.
SELECT * FROM endpoints WHERE environment_id = $1 ORDER BY slug`;

/**
 * The endpoints of an environment, in the order of their slugs.
 * packages/endpoints/queries/endpoints.sql:24
 */
export function listEndpoints(db: Queryable, params: ListEndpointsParams): Promise<Endpoint[]> {
  return many(db, { name: 'ListEndpoints_3948eee8', text: listEndpointsSQL }, [params.environmentId], (r) => ({ id: r[0] as string, slug: r[1] as string, url: r[2] as string, indexingHookIdentifier: r[3] as string, version: r[4] as string, sdkVersion: r[5] as string, indexId: r[6] as string | null, indexedAt: r[7] as Date | null, environmentId: r[8] as string, organizationId: r[9] as string, projectId: r[10] as string, createdAt: r[11] as Date, updatedAt: r[12] as Date }));
}

export interface GetEndpointForHookParams {
  environmentId: string;
  slug: string;
}

export interface GetEndpointForHookRow {
  id: string;
  indexingHookIdentifier: string;
  environmentType: RuntimeEnvironmentType;
}

export const getEndpointForHookSQL = `-- What an indexing hook needs of the endpoint it names.
SELECT e.id, e.indexing_hook_identifier, env.type AS environment_type
FROM endpoints e
JOIN runtime_environments env ON env.id = e.environment_id
WHERE e.environment_id = $1 AND e.slug = $2`;

/**
 * What an indexing hook needs of the endpoint it names.
 * packages/endpoints/queries/endpoints.sql:28
 */
export function getEndpointForHook(db: Queryable, params: GetEndpointForHookParams): Promise<GetEndpointForHookRow | null> {
  return one(db, { name: 'GetEndpointForHook_2789ab03', text: getEndpointForHookSQL }, [params.environmentId, params.slug], (r) => ({ id: r[0] as string, indexingHookIdentifier: r[1] as string, environmentType: r[2] as RuntimeEnvironmentType }));
}

export interface AdoptIndexParams {
  indexId?: string | null;
  fetchedAt?: Date | null;
  requestedUrl: string;
  answeredUrl: string;
  version?: string | null;
  sdkVersion?: string | null;
  id: string;
}

export const adoptIndexSQL = `-- Puts an index in force; no row when the one in force was fetched later.
-- The row lock that this takes waits for registrations under way and holds up those that follow.
UPDATE endpoints
SET index_id = $1,
    indexed_at = $2,
    url = CASE WHEN url = $3 THEN $4 ELSE url END,
    version = coalesce($5, version),
    sdk_version = coalesce($6, sdk_version)
WHERE id = $7 AND (indexed_at IS NULL OR indexed_at <= $2)
RETURNING id`;

/**
 * Puts an index in force; no row when the one in force was fetched later.
 * The row lock that this takes waits for registrations under way and holds up those that follow.
 * packages/endpoints/queries/endpoints.sql:35
 */
export function adoptIndex(db: Queryable, params: AdoptIndexParams): Promise<string | null> {
  return one(db, { name: 'AdoptIndex_d8b1ac78', text: adoptIndexSQL }, [params.indexId, params.fetchedAt, params.requestedUrl, params.answeredUrl, params.version, params.sdkVersion, params.id], (r) => r[0] as string);
}

export interface LockRegistrationParams {
  endpointId: string;
  indexId: string;
  registration: string;
}

export interface LockRegistrationRow {
  id: string;
  /** The id of the TriggerClient in the user's code. */
  slug: string;
  environmentId: string;
  organizationId: string;
  projectId: string;
}

export const lockRegistrationSQL = `-- The endpoint a registration is for, held until the transaction ends; no row when the registration is settled or its
-- index is no longer in force.
SELECT e.id, e.slug, e.environment_id, e.organization_id, e.project_id
FROM endpoints e
WHERE e.id = $1
  AND e.index_id = $2
  AND EXISTS (
    SELECT FROM endpoint_indexes i
    WHERE i.id = $2 AND i.status = 'STARTED' AND $3 = ANY (i.pending_registrations)
  )
FOR SHARE OF e`;

/**
 * The endpoint a registration is for, held until the transaction ends; no row when the registration is settled or its
 * index is no longer in force.
 * packages/endpoints/queries/endpoints.sql:47
 */
export function lockRegistration(db: Queryable, params: LockRegistrationParams): Promise<LockRegistrationRow | null> {
  return one(db, { name: 'LockRegistration_2d341c38', text: lockRegistrationSQL }, [params.endpointId, params.indexId, params.registration], (r) => ({ id: r[0] as string, slug: r[1] as string, environmentId: r[2] as string, organizationId: r[3] as string, projectId: r[4] as string }));
}

export const lockAutoIndexingSQL = `-- One process at a time decides which endpoints are due.
SELECT pg_advisory_xact_lock(hashtext('kongflow.endpoints.auto_index'))`;

/**
 * One process at a time decides which endpoints are due.
 * packages/endpoints/queries/endpoints.sql:60
 */
export function lockAutoIndexing(db: Queryable): Promise<void> {
  return exec(db, { name: 'LockAutoIndexing_773846b5', text: lockAutoIndexingSQL }, []);
}
