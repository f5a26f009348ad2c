// Generated from packages/tenancy/queries/projects.sql. Do not edit.
import { type Queryable, many, one } from '@kongflow/database/query-runtime';
import type { Project } from './models.ts';

export interface CreateProjectParams {
  id: string;
  slug: string;
  name: string;
  organizationId: string;
}

export const createProjectSQL = `-- A new project; no row when the slug is taken.
INSERT INTO projects (id, slug, name, organization_id)
VALUES ($1, $2, $3, $4)
ON CONFLICT (slug) DO NOTHING
RETURNING *`;

/**
 * A new project; no row when the slug is taken.
 * packages/tenancy/queries/projects.sql:1
 */
export function createProject(db: Queryable, params: CreateProjectParams): Promise<Project | null> {
  return one(db, { name: 'CreateProject_3008edf4', text: createProjectSQL }, [params.id, params.slug, params.name, params.organizationId], (r) => ({ id: r[0] as string, slug: r[1] as string, name: r[2] as string, organizationId: r[3] as string, createdAt: r[4] as Date, updatedAt: r[5] as Date }));
}

export interface GetProjectParams {
  id: string;
  organizationId: string;
}

export const getProjectSQL = `-- A project of an organization.
SELECT * FROM projects WHERE id = $1 AND organization_id = $2`;

/**
 * A project of an organization.
 * packages/tenancy/queries/projects.sql:8
 */
export function getProject(db: Queryable, params: GetProjectParams): Promise<Project | null> {
  return one(db, { name: 'GetProject_28bf87af', text: getProjectSQL }, [params.id, params.organizationId], (r) => ({ id: r[0] as string, slug: r[1] as string, name: r[2] as string, organizationId: r[3] as string, createdAt: r[4] as Date, updatedAt: r[5] as Date }));
}

export interface GetProjectBySlugParams {
  slug: string;
  organizationId: string;
}

export const getProjectBySlugSQL = `-- The project of an organization with this slug.
SELECT * FROM projects WHERE slug = $1 AND organization_id = $2`;

/**
 * The project of an organization with this slug.
 * packages/tenancy/queries/projects.sql:12
 */
export function getProjectBySlug(db: Queryable, params: GetProjectBySlugParams): Promise<Project | null> {
  return one(db, { name: 'GetProjectBySlug_8f5bd429', text: getProjectBySlugSQL }, [params.slug, params.organizationId], (r) => ({ id: r[0] as string, slug: r[1] as string, name: r[2] as string, organizationId: r[3] as string, createdAt: r[4] as Date, updatedAt: r[5] as Date }));
}

export interface ListProjectsParams {
  organizationId: string;
}

export const listProjectsSQL = `-- The projects of an organization, oldest first.
SELECT * FROM projects WHERE organization_id = $1 ORDER BY created_at, id`;

/**
 * The projects of an organization, oldest first.
 * packages/tenancy/queries/projects.sql:16
 */
export function listProjects(db: Queryable, params: ListProjectsParams): Promise<Project[]> {
  return many(db, { name: 'ListProjects_c1b975fe', text: listProjectsSQL }, [params.organizationId], (r) => ({ id: r[0] as string, slug: r[1] as string, name: r[2] as string, organizationId: r[3] as string, createdAt: r[4] as Date, updatedAt: r[5] as Date }));
}
