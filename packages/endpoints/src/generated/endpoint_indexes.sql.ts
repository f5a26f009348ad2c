// Generated from packages/endpoints/queries/endpoint_indexes.sql. Do not edit.
import { type Json, type JsonInput, type Queryable, exactlyOne, exec, execrows, json, jsonOrNull, many, one } from '@kongflow/database/query-runtime';
import type { EndpointIndex, EndpointIndexSource, EndpointIndexStatus } from './models.ts';

export interface CreateIndexParams {
  id: string;
  endpointId: string;
  source: EndpointIndexSource;
  sourceData?: JsonInput | null;
  reason?: string | null;
}

export const createIndexSQL = `-- A PENDING index.
INSERT INTO endpoint_indexes (id, endpoint_id, source, source_data, reason)
VALUES ($1, $2, $3, $4, $5)
RETURNING *`;

/**
 * A PENDING index.
 * packages/endpoints/queries/endpoint_indexes.sql:1
 */
export function createIndex(db: Queryable, params: CreateIndexParams): Promise<EndpointIndex> {
  return exactlyOne(db, { name: 'CreateIndex_f1808901', text: createIndexSQL }, [params.id, params.endpointId, params.source, jsonOrNull(params.sourceData), params.reason], (r) => ({ id: r[0] as string, endpointId: r[1] as string, status: r[2] as EndpointIndexStatus, stats: r[3] as Json | null, data: r[4] as Json | null, error: r[5] as Json | null, pendingRegistrations: r[6] as string[], source: r[7] as EndpointIndexSource, sourceData: r[8] as Json | null, reason: r[9] as string | null, createdAt: r[10] as Date, updatedAt: r[11] as Date }));
}

export interface CreateDueIndexesParams {
  since: Date;
}

export const createDueIndexesSQL = `-- A PENDING index for every PRODUCTION or STAGING endpoint that has none since the given time.
INSERT INTO endpoint_indexes (endpoint_id, source)
SELECT e.id, 'INTERNAL'
FROM endpoints e
JOIN runtime_environments env ON env.id = e.environment_id
WHERE env.type IN ('PRODUCTION', 'STAGING')
  AND NOT EXISTS (SELECT FROM endpoint_indexes i WHERE i.endpoint_id = e.id AND i.created_at > $1)
RETURNING id`;

/**
 * A PENDING index for every PRODUCTION or STAGING endpoint that has none since the given time.
 * packages/endpoints/queries/endpoint_indexes.sql:7
 */
export function createDueIndexes(db: Queryable, params: CreateDueIndexesParams): Promise<string[]> {
  return many(db, { name: 'CreateDueIndexes_0a694738', text: createDueIndexesSQL }, [params.since], (r) => r[0] as string);
}

export interface GetIndexParams {
  id: string;
  environmentId: string;
}

export const getIndexSQL = `-- An index of an endpoint of the environment.
SELECT i.*
FROM endpoint_indexes i
JOIN endpoints e ON e.id = i.endpoint_id
WHERE i.id = $1 AND e.environment_id = $2`;

/**
 * An index of an endpoint of the environment.
 * packages/endpoints/queries/endpoint_indexes.sql:17
 */
export function getIndex(db: Queryable, params: GetIndexParams): Promise<EndpointIndex | null> {
  return one(db, { name: 'GetIndex_3a05f388', text: getIndexSQL }, [params.id, params.environmentId], (r) => ({ id: r[0] as string, endpointId: r[1] as string, status: r[2] as EndpointIndexStatus, stats: r[3] as Json | null, data: r[4] as Json | null, error: r[5] as Json | null, pendingRegistrations: r[6] as string[], source: r[7] as EndpointIndexSource, sourceData: r[8] as Json | null, reason: r[9] as string | null, createdAt: r[10] as Date, updatedAt: r[11] as Date }));
}

export interface GetLatestIndexParams {
  environmentId: string;
  endpointSlug: string;
}

export const getLatestIndexSQL = `-- The newest index of an endpoint of the environment.
SELECT i.*
FROM endpoint_indexes i
JOIN endpoints e ON e.id = i.endpoint_id
WHERE e.environment_id = $1 AND e.slug = $2
ORDER BY i.created_at DESC
LIMIT 1`;

/**
 * The newest index of an endpoint of the environment.
 * packages/endpoints/queries/endpoint_indexes.sql:24
 */
export function getLatestIndex(db: Queryable, params: GetLatestIndexParams): Promise<EndpointIndex | null> {
  return one(db, { name: 'GetLatestIndex_476d86b4', text: getLatestIndexSQL }, [params.environmentId, params.endpointSlug], (r) => ({ id: r[0] as string, endpointId: r[1] as string, status: r[2] as EndpointIndexStatus, stats: r[3] as Json | null, data: r[4] as Json | null, error: r[5] as Json | null, pendingRegistrations: r[6] as string[], source: r[7] as EndpointIndexSource, sourceData: r[8] as Json | null, reason: r[9] as string | null, createdAt: r[10] as Date, updatedAt: r[11] as Date }));
}

export interface GetIndexingParams {
  id: string;
}

export interface GetIndexingRow {
  id: string;
  status: EndpointIndexStatus;
  endpointId: string;
  url: string;
  environmentId: string;
  fetchedAt: Date;
}

export const getIndexingSQL = `-- What carrying out an index needs, and the time from which its answer counts.
SELECT i.id, i.status, e.id AS endpoint_id, e.url, e.environment_id, clock_timestamp() AS "fetched_at!"
FROM endpoint_indexes i
JOIN endpoints e ON e.id = i.endpoint_id
WHERE i.id = $1`;

/**
 * What carrying out an index needs, and the time from which its answer counts.
 * packages/endpoints/queries/endpoint_indexes.sql:33
 */
export function getIndexing(db: Queryable, params: GetIndexingParams): Promise<GetIndexingRow | null> {
  return one(db, { name: 'GetIndexing_88d3ef64', text: getIndexingSQL }, [params.id], (r) => ({ id: r[0] as string, status: r[1] as EndpointIndexStatus, endpointId: r[2] as string, url: r[3] as string, environmentId: r[4] as string, fetchedAt: r[5] as Date }));
}

export interface EndSupersededIndexesParams {
  endpointId: string;
  byIndexId: string;
}

export const endSupersededIndexesSQL = `-- Ends the STARTED indexes that another index of their endpoint replaces: what they have not registered, they never will.
UPDATE endpoint_indexes
SET status = 'SUCCESS',
    stats = stats || jsonb_build_object(
      'skippedJobs', (stats ->> 'skippedJobs')::integer + cardinality(pending_registrations)
    ),
    pending_registrations = '{}'
WHERE endpoint_id = $1 AND status = 'STARTED' AND id <> $2`;

/**
 * Ends the STARTED indexes that another index of their endpoint replaces: what they have not registered, they never will.
 * packages/endpoints/queries/endpoint_indexes.sql:40
 */
export function endSupersededIndexes(db: Queryable, params: EndSupersededIndexesParams): Promise<void> {
  return exec(db, { name: 'EndSupersededIndexes_e22f059e', text: endSupersededIndexesSQL }, [params.endpointId, params.byIndexId]);
}

export interface StartIndexParams {
  registrations: readonly string[];
  data: JsonInput;
  stats: JsonInput;
  id: string;
}

export const startIndexSQL = `-- PENDING to STARTED, or to SUCCESS when nothing is to be registered.
UPDATE endpoint_indexes
SET status = CASE
      WHEN cardinality($1::text[]) = 0 THEN 'SUCCESS'::endpoint_index_status
      ELSE 'STARTED'::endpoint_index_status
    END,
    data = $2::jsonb,
    stats = $3::jsonb,
    pending_registrations = $1::text[]
WHERE id = $4 AND status = 'PENDING'
RETURNING id`;

/**
 * PENDING to STARTED, or to SUCCESS when nothing is to be registered.
 * packages/endpoints/queries/endpoint_indexes.sql:50
 */
export function startIndex(db: Queryable, params: StartIndexParams): Promise<string | null> {
  return one(db, { name: 'StartIndex_c3a8f063', text: startIndexSQL }, [params.registrations, json(params.data), json(params.stats), params.id], (r) => r[0] as string);
}

export interface FailIndexParams {
  error: JsonInput;
  id: string;
}

export const failIndexSQL = `-- PENDING to FAILURE.
UPDATE endpoint_indexes
SET status = 'FAILURE', error = $1::jsonb
WHERE id = $2 AND status = 'PENDING'
RETURNING id`;

/**
 * PENDING to FAILURE.
 * packages/endpoints/queries/endpoint_indexes.sql:63
 */
export function failIndex(db: Queryable, params: FailIndexParams): Promise<string | null> {
  return one(db, { name: 'FailIndex_e6d74d16', text: failIndexSQL }, [json(params.error), params.id], (r) => r[0] as string);
}

export interface SettleRegistrationParams {
  registration: string;
  counter?: string | null;
  failure?: JsonInput | null;
  id: string;
}

export const settleRegistrationSQL = `-- Settles one registration, once, and ends the index with the last one.
UPDATE endpoint_indexes
SET pending_registrations = array_remove(pending_registrations, $1),
    status = CASE WHEN cardinality(pending_registrations) = 1 THEN 'SUCCESS'::endpoint_index_status ELSE status END,
    stats = CASE
      WHEN $2::text IS NULL THEN stats
      ELSE stats || jsonb_build_object($2::text, (stats ->> $2::text)::integer + 1)
    END,
    error = CASE
      WHEN $3::jsonb IS NULL THEN error
      ELSE jsonb_build_object(
        'message', 'Some jobs could not be registered',
        'registrations', coalesce(error -> 'registrations', '[]') || $3::jsonb
      )
    END
WHERE id = $4 AND status = 'STARTED' AND $1 = ANY (pending_registrations)
RETURNING status`;

/**
 * Settles one registration, once, and ends the index with the last one.
 * packages/endpoints/queries/endpoint_indexes.sql:70
 */
export function settleRegistration(db: Queryable, params: SettleRegistrationParams): Promise<EndpointIndexStatus | null> {
  return one(db, { name: 'SettleRegistration_a4b90c4d', text: settleRegistrationSQL }, [params.registration, params.counter, jsonOrNull(params.failure), params.id], (r) => r[0] as EndpointIndexStatus);
}

export interface DeleteIndexesBeforeParams {
  before: Date;
}

export const deleteIndexesBeforeSQL = `-- Deletes the indexes made before a time.
DELETE FROM endpoint_indexes WHERE created_at < $1`;

/**
 * Deletes the indexes made before a time.
 * packages/endpoints/queries/endpoint_indexes.sql:89
 */
export function deleteIndexesBefore(db: Queryable, params: DeleteIndexesBeforeParams): Promise<number> {
  return execrows(db, { name: 'DeleteIndexesBefore_ca77ddee', text: deleteIndexesBeforeSQL }, [params.before]);
}
