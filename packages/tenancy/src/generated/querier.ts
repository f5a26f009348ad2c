// Generated. Do not edit.
import type { Queryable } from '@kongflow/database/query-runtime';
import type { ExternalAccount, OrgMember, Organization, Project } from './models.ts';
import * as runtimeEnvironmentsSql from './runtime_environments.sql.ts';
import type { CreateEnvironmentsParams, GetEnvironmentIdBySlugParams, GetEnvironmentSlugForMemberParams, GetEnvironmentsParams, GetEnvironmentsRow, ListEnvironmentsParams, ListEnvironmentsRow, ReplaceEnvironmentKeysParams } from './runtime_environments.sql.ts';
import * as organizationsSql from './organizations.sql.ts';
import type { CreateOrganizationParams, GetOrganizationBySlugParams, ListOrganizationsOfUserParams } from './organizations.sql.ts';
import * as projectsSql from './projects.sql.ts';
import type { CreateProjectParams, GetProjectBySlugParams, GetProjectParams, ListProjectsParams } from './projects.sql.ts';
import * as externalAccountsSql from './external_accounts.sql.ts';
import type { EnsureExternalAccountParams, EnsureExternalAccountRow, GetExternalAccountParams } from './external_accounts.sql.ts';
import * as usersSql from './users.sql.ts';
import type { EnsureUserParams, EnsureUserRow } from './users.sql.ts';
import * as orgMembersSql from './org_members.sql.ts';
import type { GetMemberParams } from './org_members.sql.ts';

export interface Querier {
  /**
   * New environments of one project, in one statement; one whose shortcode is taken is left out of the result.
   * A DEVELOPMENT environment belongs to a member and starts no schedules by itself.
   * packages/tenancy/queries/runtime_environments.sql:1
   */
  createEnvironments(params: CreateEnvironmentsParams): Promise<string[]>;
  /**
   * A new organization whose creator is its ADMIN; no row when the slug is taken.
   * packages/tenancy/queries/organizations.sql:1
   */
  createOrganization(params: CreateOrganizationParams): Promise<Organization | null>;
  /**
   * A new project; no row when the slug is taken.
   * packages/tenancy/queries/projects.sql:1
   */
  createProject(params: CreateProjectParams): Promise<Project | null>;
  /**
   * The account of an environment with this identifier; made if there is none. One that exists is never changed.
   * packages/tenancy/queries/external_accounts.sql:1
   */
  ensureExternalAccount(params: EnsureExternalAccountParams): Promise<EnsureExternalAccountRow | null>;
  /**
   * The user with this email; made if there is none, without a name if it is empty. One who exists is never changed.
   * packages/tenancy/queries/users.sql:1
   */
  ensureUser(params: EnsureUserParams): Promise<EnsureUserRow | null>;
  /**
   * The oldest environment of a project with this slug: members may each have a "dev".
   * packages/tenancy/queries/runtime_environments.sql:38
   */
  getEnvironmentIdBySlug(params: GetEnvironmentIdBySlugParams): Promise<string | null>;
  /**
   * The slug of an environment, if the user is a member of its organization.
   * packages/tenancy/queries/runtime_environments.sql:68
   */
  getEnvironmentSlugForMember(params: GetEnvironmentSlugForMemberParams): Promise<string | null>;
  /**
   * Environments, each with its organization, its project and the user it belongs to.
   * packages/tenancy/queries/runtime_environments.sql:20
   */
  getEnvironments(params: GetEnvironmentsParams): Promise<GetEnvironmentsRow[]>;
  /**
   * The account of an environment with this identifier.
   * packages/tenancy/queries/external_accounts.sql:16
   */
  getExternalAccount(params: GetExternalAccountParams): Promise<ExternalAccount | null>;
  /**
   * The membership of a user in an organization.
   * packages/tenancy/queries/org_members.sql:1
   */
  getMember(params: GetMemberParams): Promise<OrgMember | null>;
  /**
   * The organization with this slug.
   * packages/tenancy/queries/organizations.sql:22
   */
  getOrganizationBySlug(params: GetOrganizationBySlugParams): Promise<Organization | null>;
  /**
   * A project of an organization.
   * packages/tenancy/queries/projects.sql:8
   */
  getProject(params: GetProjectParams): Promise<Project | null>;
  /**
   * The project of an organization with this slug.
   * packages/tenancy/queries/projects.sql:12
   */
  getProjectBySlug(params: GetProjectBySlugParams): Promise<Project | null>;
  /**
   * The environments of a project, oldest first, without their keys.
   * packages/tenancy/queries/runtime_environments.sql:46
   */
  listEnvironments(params: ListEnvironmentsParams): Promise<ListEnvironmentsRow[]>;
  /**
   * The organizations a user is a member of, oldest first.
   * packages/tenancy/queries/organizations.sql:14
   */
  listOrganizationsOfUser(params: ListOrganizationsOfUserParams): Promise<Organization[]>;
  /**
   * The projects of an organization, oldest first.
   * packages/tenancy/queries/projects.sql:16
   */
  listProjects(params: ListProjectsParams): Promise<Project[]>;
  /**
   * Replaces both keys if the user may: a member of the organization, and of a DEVELOPMENT environment its owner.
   * packages/tenancy/queries/runtime_environments.sql:54
   */
  replaceEnvironmentKeys(params: ReplaceEnvironmentKeysParams): Promise<string | null>;
}

export class Queries implements Querier {
  private readonly db: Queryable;
  constructor(db: Queryable) { this.db = db; }
  withTx(tx: Queryable): Queries { return new Queries(tx); }
  createEnvironments(params: CreateEnvironmentsParams): Promise<string[]> { return runtimeEnvironmentsSql.createEnvironments(this.db, params); }
  createOrganization(params: CreateOrganizationParams): Promise<Organization | null> { return organizationsSql.createOrganization(this.db, params); }
  createProject(params: CreateProjectParams): Promise<Project | null> { return projectsSql.createProject(this.db, params); }
  ensureExternalAccount(params: EnsureExternalAccountParams): Promise<EnsureExternalAccountRow | null> { return externalAccountsSql.ensureExternalAccount(this.db, params); }
  ensureUser(params: EnsureUserParams): Promise<EnsureUserRow | null> { return usersSql.ensureUser(this.db, params); }
  getEnvironmentIdBySlug(params: GetEnvironmentIdBySlugParams): Promise<string | null> { return runtimeEnvironmentsSql.getEnvironmentIdBySlug(this.db, params); }
  getEnvironmentSlugForMember(params: GetEnvironmentSlugForMemberParams): Promise<string | null> { return runtimeEnvironmentsSql.getEnvironmentSlugForMember(this.db, params); }
  getEnvironments(params: GetEnvironmentsParams): Promise<GetEnvironmentsRow[]> { return runtimeEnvironmentsSql.getEnvironments(this.db, params); }
  getExternalAccount(params: GetExternalAccountParams): Promise<ExternalAccount | null> { return externalAccountsSql.getExternalAccount(this.db, params); }
  getMember(params: GetMemberParams): Promise<OrgMember | null> { return orgMembersSql.getMember(this.db, params); }
  getOrganizationBySlug(params: GetOrganizationBySlugParams): Promise<Organization | null> { return organizationsSql.getOrganizationBySlug(this.db, params); }
  getProject(params: GetProjectParams): Promise<Project | null> { return projectsSql.getProject(this.db, params); }
  getProjectBySlug(params: GetProjectBySlugParams): Promise<Project | null> { return projectsSql.getProjectBySlug(this.db, params); }
  listEnvironments(params: ListEnvironmentsParams): Promise<ListEnvironmentsRow[]> { return runtimeEnvironmentsSql.listEnvironments(this.db, params); }
  listOrganizationsOfUser(params: ListOrganizationsOfUserParams): Promise<Organization[]> { return organizationsSql.listOrganizationsOfUser(this.db, params); }
  listProjects(params: ListProjectsParams): Promise<Project[]> { return projectsSql.listProjects(this.db, params); }
  replaceEnvironmentKeys(params: ReplaceEnvironmentKeysParams): Promise<string | null> { return runtimeEnvironmentsSql.replaceEnvironmentKeys(this.db, params); }
}
