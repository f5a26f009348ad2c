// Generated from packages/tenancy/queries/external_accounts.sql. Do not edit.
import { type Json, type Queryable, one } from '@kongflow/database/query-runtime';
import type { ExternalAccount } from './models.ts';

export interface EnsureExternalAccountParams {
  environmentId: string;
  identifier: string;
  organizationId: string;
}

export interface EnsureExternalAccountRow {
  id: string;
  identifier: string;
  metadata: Json | null;
  organizationId: string;
  environmentId: string;
  createdAt: Date;
  updatedAt: Date;
}

export const ensureExternalAccountSQL = `-- The account of an environment with this identifier; made if there is none. One that exists is never changed.
WITH existing AS (
  SELECT * FROM external_accounts WHERE environment_id = $1 AND identifier = $2
), inserted AS (
  -- The no-op update is taken only in a race: it waits for the other insert and returns its row.
  INSERT INTO external_accounts (identifier, environment_id, organization_id)
  SELECT $2, $1, $3 WHERE NOT EXISTS (SELECT FROM existing)
  ON CONFLICT (environment_id, identifier) DO UPDATE SET identifier = EXCLUDED.identifier
  RETURNING *
)
SELECT * FROM existing
UNION ALL
SELECT * FROM inserted`;

/**
 * The account of an environment with this identifier; made if there is none. One that exists is never changed.
 * packages/tenancy/queries/external_accounts.sql:1
 */
export function ensureExternalAccount(db: Queryable, params: EnsureExternalAccountParams): Promise<EnsureExternalAccountRow | null> {
  return one(db, { name: 'EnsureExternalAccount_0e7e3fd8', text: ensureExternalAccountSQL }, [params.environmentId, params.identifier, params.organizationId], (r) => ({ id: r[0] as string, identifier: r[1] as string, metadata: r[2] as Json | null, organizationId: r[3] as string, environmentId: r[4] as string, createdAt: r[5] as Date, updatedAt: r[6] as Date }));
}

export interface GetExternalAccountParams {
  environmentId: string;
  identifier: string;
}

export const getExternalAccountSQL = `-- The account of an environment with this identifier.
SELECT * FROM external_accounts WHERE environment_id = $1 AND identifier = $2`;

/**
 * The account of an environment with this identifier.
 * packages/tenancy/queries/external_accounts.sql:16
 */
export function getExternalAccount(db: Queryable, params: GetExternalAccountParams): Promise<ExternalAccount | null> {
  return one(db, { name: 'GetExternalAccount_49faa4ca', text: getExternalAccountSQL }, [params.environmentId, params.identifier], (r) => ({ id: r[0] as string, identifier: r[1] as string, metadata: r[2] as Json | null, organizationId: r[3] as string, environmentId: r[4] as string, createdAt: r[5] as Date, updatedAt: r[6] as Date }));
}
