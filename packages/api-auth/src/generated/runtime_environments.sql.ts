// Generated from packages/api-auth/queries/runtime_environments.sql. Do not edit.
import { type Queryable, one } from '@kongflow/database/query-runtime';
import type { RuntimeEnvironmentType } from './models.ts';

export interface GetEnvironmentByApiKeyHashParams {
  apiKeyHash: Uint8Array;
}

export interface GetEnvironmentByApiKeyHashRow {
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

export const getEnvironmentByApiKeyHashSQL = `-- The environment a private key belongs to, with its organization, its project and its user.
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
WHERE e.api_key_hash = $1`;

/**
 * The environment a private key belongs to, with its organization, its project and its user.
 * packages/api-auth/queries/runtime_environments.sql:1
 */
export function getEnvironmentByApiKeyHash(db: Queryable, params: GetEnvironmentByApiKeyHashParams): Promise<GetEnvironmentByApiKeyHashRow | null> {
  return one(db, { name: 'GetEnvironmentByApiKeyHash_3e461bac', text: getEnvironmentByApiKeyHashSQL }, [params.apiKeyHash], (r) => ({ id: r[0] as string, slug: r[1] as string, type: r[2] as RuntimeEnvironmentType, apiKeyEncrypted: r[3] as string, pkApiKeyEncrypted: r[4] as string, shortcode: r[5] as string, autoEnableInternalSources: r[6] as boolean, organizationId: r[7] as string, projectId: r[8] as string, orgMemberId: r[9] as string | null, createdAt: r[10] as Date, updatedAt: r[11] as Date, organizationSlug: r[12] as string, organizationTitle: r[13] as string, maximumExecutionTimePerRunInMs: r[14] as number, runsEnabled: r[15] as boolean, organizationCreatedAt: r[16] as Date, organizationUpdatedAt: r[17] as Date, projectSlug: r[18] as string, projectName: r[19] as string, projectCreatedAt: r[20] as Date, projectUpdatedAt: r[21] as Date, userId: r[22] as string | null }));
}

export interface GetEnvironmentByPkApiKeyHashParams {
  pkApiKeyHash: Uint8Array;
}

export interface GetEnvironmentByPkApiKeyHashRow {
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

export const getEnvironmentByPkApiKeyHashSQL = `-- The environment a public key belongs to, with its organization, its project and its user.
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
WHERE e.pk_api_key_hash = $1`;

/**
 * The environment a public key belongs to, with its organization, its project and its user.
 * packages/api-auth/queries/runtime_environments.sql:18
 */
export function getEnvironmentByPkApiKeyHash(db: Queryable, params: GetEnvironmentByPkApiKeyHashParams): Promise<GetEnvironmentByPkApiKeyHashRow | null> {
  return one(db, { name: 'GetEnvironmentByPkApiKeyHash_e5fffb90', text: getEnvironmentByPkApiKeyHashSQL }, [params.pkApiKeyHash], (r) => ({ id: r[0] as string, slug: r[1] as string, type: r[2] as RuntimeEnvironmentType, apiKeyEncrypted: r[3] as string, pkApiKeyEncrypted: r[4] as string, shortcode: r[5] as string, autoEnableInternalSources: r[6] as boolean, organizationId: r[7] as string, projectId: r[8] as string, orgMemberId: r[9] as string | null, createdAt: r[10] as Date, updatedAt: r[11] as Date, organizationSlug: r[12] as string, organizationTitle: r[13] as string, maximumExecutionTimePerRunInMs: r[14] as number, runsEnabled: r[15] as boolean, organizationCreatedAt: r[16] as Date, organizationUpdatedAt: r[17] as Date, projectSlug: r[18] as string, projectName: r[19] as string, projectCreatedAt: r[20] as Date, projectUpdatedAt: r[21] as Date, userId: r[22] as string | null }));
}
