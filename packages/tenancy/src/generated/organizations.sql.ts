// Generated from packages/tenancy/queries/organizations.sql. Do not edit.
import { type Queryable, many, one } from '@kongflow/database/query-runtime';
import type { Organization } from './models.ts';

export interface CreateOrganizationParams {
  id: string;
  slug: string;
  title: string;
  userId: string;
}

export const createOrganizationSQL = `-- A new organization whose creator is its ADMIN; no row when the slug is taken.
WITH organization AS (
  INSERT INTO organizations (id, slug, title)
  VALUES ($1, $2, $3)
  ON CONFLICT (slug) DO NOTHING
  RETURNING *
), member AS (
  INSERT INTO org_members (organization_id, user_id, role)
  SELECT organization.id, $4, 'ADMIN' FROM organization
)
SELECT * FROM organization`;

/**
 * A new organization whose creator is its ADMIN; no row when the slug is taken.
 * packages/tenancy/queries/organizations.sql:1
 */
export function createOrganization(db: Queryable, params: CreateOrganizationParams): Promise<Organization | null> {
  return one(db, { name: 'CreateOrganization_de20fb7b', text: createOrganizationSQL }, [params.id, params.slug, params.title, params.userId], (r) => ({ id: r[0] as string, slug: r[1] as string, title: r[2] as string, maximumExecutionTimePerRunInMs: r[3] as number, runsEnabled: r[4] as boolean, createdAt: r[5] as Date, updatedAt: r[6] as Date }));
}

export interface ListOrganizationsOfUserParams {
  userId: string;
}

export const listOrganizationsOfUserSQL = `-- The organizations a user is a member of, oldest first.
SELECT o.*
FROM organizations o
JOIN org_members m ON m.organization_id = o.id
WHERE m.user_id = $1
ORDER BY o.created_at, o.id`;

/**
 * The organizations a user is a member of, oldest first.
 * packages/tenancy/queries/organizations.sql:14
 */
export function listOrganizationsOfUser(db: Queryable, params: ListOrganizationsOfUserParams): Promise<Organization[]> {
  return many(db, { name: 'ListOrganizationsOfUser_b1d78936', text: listOrganizationsOfUserSQL }, [params.userId], (r) => ({ id: r[0] as string, slug: r[1] as string, title: r[2] as string, maximumExecutionTimePerRunInMs: r[3] as number, runsEnabled: r[4] as boolean, createdAt: r[5] as Date, updatedAt: r[6] as Date }));
}

export interface GetOrganizationBySlugParams {
  slug: string;
}

export const getOrganizationBySlugSQL = `-- The organization with this slug.
SELECT * FROM organizations WHERE slug = $1`;

/**
 * The organization with this slug.
 * packages/tenancy/queries/organizations.sql:22
 */
export function getOrganizationBySlug(db: Queryable, params: GetOrganizationBySlugParams): Promise<Organization | null> {
  return one(db, { name: 'GetOrganizationBySlug_bbe776b6', text: getOrganizationBySlugSQL }, [params.slug], (r) => ({ id: r[0] as string, slug: r[1] as string, title: r[2] as string, maximumExecutionTimePerRunInMs: r[3] as number, runsEnabled: r[4] as boolean, createdAt: r[5] as Date, updatedAt: r[6] as Date }));
}
