import type { Database, Transaction } from '@kongflow/database';
import type { Keyring } from '@kongflow/encryption';
import { isUuid } from '@kongflow/protocol';
import type { AuthenticatedEnvironment } from './authenticated-environment.ts';
import type { TenancyContext } from './context.ts';
import { createEnvironment } from './create-environment.ts';
import type { CreateEnvironmentInput } from './create-environment.ts';
import { createOrganization } from './create-organization.ts';
import type { CreateOrganizationInput } from './create-organization.ts';
import { createProject } from './create-project.ts';
import type { CreatedProject, CreateProjectInput } from './create-project.ts';
import { createUser } from './create-user.ts';
import type { CreateUserInput } from './create-user.ts';
import { EnvironmentCache } from './environment-cache.ts';
import type { EnvironmentCacheOptions } from './environment-cache.ts';
import type { ExternalAccount, Organization, Project, User } from './generated/models.ts';
import type { ListEnvironmentsRow } from './generated/runtime_environments.sql.ts';
import { getEnvironment, getEnvironmentBySlug } from './get-environment.ts';
import { randomText } from './random-text.ts';
import type { RandomText } from './random-text.ts';
import { regenerateKeys } from './regenerate-keys.ts';
import type { RegenerateKeysInput } from './regenerate-keys.ts';
import { PgTenancyRepository } from './repository.ts';
import type { TenancyRepository } from './repository.ts';
import { randomShortcode } from './shortcode.ts';
import { upsertExternalAccount } from './upsert-external-account.ts';
import type { UpsertExternalAccountInput } from './upsert-external-account.ts';

/** An environment without its keys. */
export type EnvironmentSummary = ListEnvironmentsRow;

/** What a `TenancyService` is made of. */
export interface TenancyServiceOptions {
  readonly database: Database;
  /** Encrypts the keys of environments. */
  readonly keyring: Keyring;
  /** Limits of the cache behind `getEnvironment`. Default: 1,000 environments for 10 seconds. */
  readonly cache?: EnvironmentCacheOptions;
  /** Default: statements on `database`. Tests pass a fake. */
  readonly repository?: TenancyRepository;
  /** Default: cryptographic randomness. Tests pass a source that repeats itself. */
  readonly randomText?: RandomText;
  /** Default: two random words. Tests pass a source that repeats itself. */
  readonly randomShortcode?: () => string;
}

/**
 * Users, organizations, projects, environments with their keys, and external accounts.
 *
 * @example
 * const tenancy = new TenancyService({ database, keyring });
 * const user = await tenancy.createUser({ email: 'ada@example.com' });
 * const organization = await tenancy.createOrganization({ title: 'Acme', userId: user.id });
 * const { environments } = await tenancy.createProject({ organizationId: organization.id, name: 'Web', userId: user.id });
 */
export class TenancyService {
  readonly #context: TenancyContext;

  constructor(options: TenancyServiceOptions) {
    this.#context = {
      repository: options.repository ?? new PgTenancyRepository(options.database),
      keyring: options.keyring,
      environments: new EnvironmentCache(options.cache),
      randomText: options.randomText ?? randomText,
      randomShortcode: options.randomShortcode ?? randomShortcode,
    };
  }

  /**
   * Finds the user with this email, or makes them. A user who exists is never changed.
   *
   * @throws TenancyError INVALID_INPUT
   */
  createUser(input: CreateUserInput): Promise<User> {
    return createUser(this.#context, input);
  }

  /**
   * Makes an organization, with the user as its ADMIN, in one statement.
   *
   * The slug is the title's words and 4 hexadecimal digits (trigger.dev v2 `createOrganization`).
   *
   * @throws TenancyError INVALID_INPUT, USER_NOT_FOUND, SLUGS_EXHAUSTED
   */
  createOrganization(input: CreateOrganizationInput): Promise<Organization> {
    return createOrganization(this.#context, input);
  }

  /** The organizations of a user, oldest first. */
  async listOrganizations({ userId }: { readonly userId: string }): Promise<readonly Organization[]> {
    return isUuid(userId) ? this.#context.repository.listOrganizationsOfUser({ userId }) : [];
  }

  /** The organization with this slug, or null. */
  findOrganizationBySlug({ slug }: { readonly slug: string }): Promise<Organization | null> {
    return this.#context.repository.getOrganizationBySlug({ slug });
  }

  /**
   * Makes a project with its PRODUCTION and STAGING environments and the user's own DEVELOPMENT environment, in one
   * transaction.
   *
   * @throws TenancyError INVALID_INPUT, NOT_A_MEMBER, SLUGS_EXHAUSTED
   */
  createProject(input: CreateProjectInput): Promise<CreatedProject> {
    return createProject(this.#context, input);
  }

  /** The projects of an organization, oldest first. */
  async listProjects({ organizationId }: { readonly organizationId: string }): Promise<readonly Project[]> {
    return isUuid(organizationId) ? this.#context.repository.listProjects({ organizationId }) : [];
  }

  /** The project of the organization with this slug, or null. */
  async findProjectBySlug(scope: { readonly organizationId: string; readonly slug: string }): Promise<Project | null> {
    return isUuid(scope.organizationId) ? this.#context.repository.getProjectBySlug(scope) : null;
  }

  /**
   * Makes one more environment of a project. A project has one of each shared type and one DEVELOPMENT for each member.
   *
   * @throws TenancyError INVALID_INPUT, NOT_A_MEMBER, PROJECT_NOT_FOUND, ENVIRONMENT_EXISTS, SHORTCODES_EXHAUSTED
   */
  createEnvironment(input: CreateEnvironmentInput): Promise<AuthenticatedEnvironment> {
    return createEnvironment(this.#context, input);
  }

  /** The environments of a project, oldest first, without their keys. */
  async listEnvironments(scope: {
    readonly organizationId: string;
    readonly projectId: string;
  }): Promise<readonly EnvironmentSummary[]> {
    if (!isUuid(scope.organizationId) || !isUuid(scope.projectId)) return [];
    return this.#context.repository.listEnvironments(scope);
  }

  /**
   * The environment with its keys, organization and project, in one statement or from the cache.
   *
   * Not for authenticating: what another process changed shows after the cache's time to live.
   *
   * @throws TenancyError ENVIRONMENT_NOT_FOUND
   */
  getEnvironment(id: string): Promise<AuthenticatedEnvironment> {
    return getEnvironment(this.#context, id);
  }

  /** The project's environment with this slug, past the cache, or null; the oldest when several members have a `dev`. */
  getEnvironmentBySlug(scope: {
    readonly projectId: string;
    readonly slug: string;
  }): Promise<AuthenticatedEnvironment | null> {
    return getEnvironmentBySlug(this.#context, scope);
  }

  /**
   * Replaces both keys of an environment: the old ones stop working at once.
   *
   * @throws TenancyError INVALID_INPUT, ENVIRONMENT_NOT_FOUND (also for an environment of others), PERMISSION_DENIED
   */
  regenerateKeys(input: RegenerateKeysInput): Promise<AuthenticatedEnvironment> {
    return regenerateKeys(this.#context, input);
  }

  /**
   * Finds the account of an environment, or makes it, in one statement that is safe in a race. An account that exists
   * is never changed (trigger.dev v2 since 2.1.5).
   *
   * @throws TenancyError INVALID_INPUT
   */
  upsertExternalAccount(
    input: UpsertExternalAccountInput,
    options: { readonly tx?: Transaction | undefined } = {},
  ): Promise<ExternalAccount> {
    return upsertExternalAccount(this.#context, input, options);
  }

  /** The account of an environment with this identifier, or null. */
  async getExternalAccount(scope: {
    readonly environmentId: string;
    readonly identifier: string;
  }): Promise<ExternalAccount | null> {
    return isUuid(scope.environmentId) ? this.#context.repository.getExternalAccount(scope) : null;
  }
}
