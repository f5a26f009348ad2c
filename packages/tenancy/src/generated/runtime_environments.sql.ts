// Generated from packages/tenancy/queries/runtime_environments.sql. Do not edit.
import { type Queryable, many, one } from '@kongflow/database/query-runtime';
import type { RuntimeEnvironmentType } from './models.ts';

export interface CreateEnvironmentsParams {
  organizationId: string;
  projectId: string;
  orgMemberId: string;
  ids: readonly string[];
  slugs: readonly string[];
  types: readonly RuntimeEnvironmentType[];
  apiKeyHashes: readonly Uint8Array[];
  encryptedApiKeys: readonly string[];
  pkApiKeyHashes: readonly Uint8Array[];
  encryptedPkApiKeys: readonly string[];
  shortcodes: readonly string[];
}

export const createEnvironmentsSQL = `-- New environments of one project, in one statement; one whose shortcode is taken is left out of the result.
-- A DEVELOPMENT environment belongs to a member and starts no schedules by itself.
INSERT INTO runtime_environments (
  id, slug, type, api_key_hash, api_key_encrypted, pk_api_key_hash, pk_api_key_encrypted,
  shortcode, auto_enable_internal_sources, organization_id, project_id, org_member_id
)
SELECT
  n.id, n.slug, n.type, n.api_key_hash, n.api_key_encrypted, n.pk_api_key_hash, n.pk_api_key_encrypted,
  n.shortcode, n.type <> 'DEVELOPMENT', $1, $2,
  CASE WHEN n.type = 'DEVELOPMENT' THEN $3::uuid END
FROM unnest(
  $4::uuid[], $5::text[], $6::runtime_environment_type[],
  $7::bytea[], $8::text[], $9::bytea[], $10::text[],
  $11::text[]
) AS n (id, slug, type, api_key_hash, api_key_encrypted, pk_api_key_hash, pk_api_key_encrypted, shortcode)
ON CONFLICT (project_id, shortcode) DO NOTHING
RETURNING id`;

/**
 * New environments of one project, in one statement; one whose shortcode is taken is left out of the result.
 * A DEVELOPMENT environment belongs to a member and starts no schedules by itself.
 * packages/tenancy/queries/runtime_environments.sql:1
 */
export function createEnvironments(db: Queryable, params: CreateEnvironmentsParams): Promise<string[]> {
  return many(db, { name: 'CreateEnvironments_efe66408', text: createEnvironmentsSQL }, [params.organizationId, params.projectId, params.orgMemberId, params.ids, params.slugs, params.types, params.apiKeyHashes, params.encryptedApiKeys, params.pkApiKeyHashes, params.encryptedPkApiKeys, params.shortcodes], (r) => r[0] as string);
}

export interface GetEnvironmentsParams {
  ids: readonly string[];
}

export interface GetEnvironmentsRow {
  id: string;
  slug: string;
  type: RuntimeEnvironmentType;
  /** The private API key, AES-256-GCM: it signs the calls to the endpoint. */
  apiKeyEncrypted: string;
  pkApiKeyEncrypted: string;
  shortcode: string;
  /** Whether schedules start by themselves; false for DEVELOPMENT. */
  autoEnableInternalSources: boolean;
  organizationId: string;
  projectId: string;
  orgMemberId: string | null;
  createdAt: Date;
  updatedAt: Date;
  organizationSlug: string;
  organizationTitle: string;
  /** Total time a run may spend executing before it is TIMED_OUT, in milliseconds. */
  maximumExecutionTimePerRunInMs: number;
  /** When false, no new run is created for the organization. */
  runsEnabled: boolean;
  organizationCreatedAt: Date;
  organizationUpdatedAt: Date;
  projectSlug: string;
  projectName: string;
  projectCreatedAt: Date;
  projectUpdatedAt: Date;
  userId: string | null;
}

export const getEnvironmentsSQL = `-- Environments, each with its organization, its project and the user it belongs to.
SELECT
  e.id, e.slug, e.type, e.api_key_encrypted, e.pk_api_key_encrypted, e.shortcode, e.auto_enable_internal_sources,
  e.organization_id, e.project_id, e.org_member_id, e.created_at, e.updated_at,
  o.slug AS organization_slug, o.title AS organization_title,
  o.maximum_execution_time_per_run_in_ms, o.runs_enabled,
  o.created_at AS organization_created_at, o.updated_at AS organization_updated_at,
  p.slug AS project_slug, p.name AS project_name,
  p.created_at AS project_created_at, p.updated_at AS project_updated_at,
  m.user_id
FROM runtime_environments e
JOIN organizations o ON o.id = e.organization_id
JOIN projects p ON p.id = e.project_id
LEFT JOIN org_members m ON m.id = e.org_member_id
WHERE e.id = ANY($1::uuid[])
ORDER BY e.created_at, e.id`;

/**
 * Environments, each with its organization, its project and the user it belongs to.
 * packages/tenancy/queries/runtime_environments.sql:20
 */
export function getEnvironments(db: Queryable, params: GetEnvironmentsParams): Promise<GetEnvironmentsRow[]> {
  return many(db, { name: 'GetEnvironments_c5db4b45', text: getEnvironmentsSQL }, [params.ids], (r) => ({ id: r[0] as string, slug: r[1] as string, type: r[2] as RuntimeEnvironmentType, apiKeyEncrypted: r[3] as string, pkApiKeyEncrypted: r[4] as string, shortcode: r[5] as string, autoEnableInternalSources: r[6] as boolean, organizationId: r[7] as string, projectId: r[8] as string, orgMemberId: r[9] as string | null, createdAt: r[10] as Date, updatedAt: r[11] as Date, organizationSlug: r[12] as string, organizationTitle: r[13] as string, maximumExecutionTimePerRunInMs: r[14] as number, runsEnabled: r[15] as boolean, organizationCreatedAt: r[16] as Date, organizationUpdatedAt: r[17] as Date, projectSlug: r[18] as string, projectName: r[19] as string, projectCreatedAt: r[20] as Date, projectUpdatedAt: r[21] as Date, userId: r[22] as string | null }));
}

export interface GetEnvironmentIdBySlugParams {
  projectId: string;
  slug: string;
}

export const getEnvironmentIdBySlugSQL = `-- The oldest environment of a project with this slug: members may each have a "dev".
SELECT id
FROM runtime_environments
WHERE project_id = $1 AND slug = $2
ORDER BY created_at, id
LIMIT 1`;

/**
 * The oldest environment of a project with this slug: members may each have a "dev".
 * packages/tenancy/queries/runtime_environments.sql:38
 */
export function getEnvironmentIdBySlug(db: Queryable, params: GetEnvironmentIdBySlugParams): Promise<string | null> {
  return one(db, { name: 'GetEnvironmentIdBySlug_1fecfe7c', text: getEnvironmentIdBySlugSQL }, [params.projectId, params.slug], (r) => r[0] as string);
}

export interface ListEnvironmentsParams {
  projectId: string;
  organizationId: string;
}

export interface ListEnvironmentsRow {
  id: string;
  slug: string;
  type: RuntimeEnvironmentType;
  shortcode: string;
  /** Whether schedules start by themselves; false for DEVELOPMENT. */
  autoEnableInternalSources: boolean;
  organizationId: string;
  projectId: string;
  orgMemberId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export const listEnvironmentsSQL = `-- The environments of a project, oldest first, without their keys.
SELECT id, slug, type, shortcode, auto_enable_internal_sources, organization_id, project_id, org_member_id,
  created_at, updated_at
FROM runtime_environments
WHERE project_id = $1 AND organization_id = $2
ORDER BY created_at, id`;

/**
 * The environments of a project, oldest first, without their keys.
 * packages/tenancy/queries/runtime_environments.sql:46
 */
export function listEnvironments(db: Queryable, params: ListEnvironmentsParams): Promise<ListEnvironmentsRow[]> {
  return many(db, { name: 'ListEnvironments_b45c2058', text: listEnvironmentsSQL }, [params.projectId, params.organizationId], (r) => ({ id: r[0] as string, slug: r[1] as string, type: r[2] as RuntimeEnvironmentType, shortcode: r[3] as string, autoEnableInternalSources: r[4] as boolean, organizationId: r[5] as string, projectId: r[6] as string, orgMemberId: r[7] as string | null, createdAt: r[8] as Date, updatedAt: r[9] as Date }));
}

export interface ReplaceEnvironmentKeysParams {
  apiKeyHash: Uint8Array;
  encryptedApiKey: string;
  pkApiKeyHash: Uint8Array;
  encryptedPkApiKey: string;
  id: string;
  userId: string;
}

export const replaceEnvironmentKeysSQL = `-- Replaces both keys if the user may: a member of the organization, and of a DEVELOPMENT environment its owner.
UPDATE runtime_environments e
SET api_key_hash = $1,
    api_key_encrypted = $2,
    pk_api_key_hash = $3,
    pk_api_key_encrypted = $4
FROM org_members m
WHERE e.id = $5
  AND m.organization_id = e.organization_id
  AND m.user_id = $6
  AND (e.type <> 'DEVELOPMENT' OR e.org_member_id = m.id)
RETURNING e.id`;

/**
 * Replaces both keys if the user may: a member of the organization, and of a DEVELOPMENT environment its owner.
 * packages/tenancy/queries/runtime_environments.sql:54
 */
export function replaceEnvironmentKeys(db: Queryable, params: ReplaceEnvironmentKeysParams): Promise<string | null> {
  return one(db, { name: 'ReplaceEnvironmentKeys_a3984b62', text: replaceEnvironmentKeysSQL }, [params.apiKeyHash, params.encryptedApiKey, params.pkApiKeyHash, params.encryptedPkApiKey, params.id, params.userId], (r) => r[0] as string);
}

export interface GetEnvironmentSlugForMemberParams {
  id: string;
  userId: string;
}

export const getEnvironmentSlugForMemberSQL = `-- The slug of an environment, if the user is a member of its organization.
SELECT e.slug
FROM runtime_environments e
JOIN org_members m ON m.organization_id = e.organization_id
WHERE e.id = $1 AND m.user_id = $2`;

/**
 * The slug of an environment, if the user is a member of its organization.
 * packages/tenancy/queries/runtime_environments.sql:68
 */
export function getEnvironmentSlugForMember(db: Queryable, params: GetEnvironmentSlugForMemberParams): Promise<string | null> {
  return one(db, { name: 'GetEnvironmentSlugForMember_9036bd0e', text: getEnvironmentSlugForMemberSQL }, [params.id, params.userId], (r) => r[0] as string);
}
