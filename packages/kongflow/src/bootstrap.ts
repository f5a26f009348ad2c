import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import type { Kongflow } from './kongflow.ts';

/** Names of what an empty database is given. */
export interface BootstrapOptions {
  /** Default: `admin@kongflow.local`. */
  readonly email?: string;
  /** Default: `KongFlow`. */
  readonly organization?: string;
  /** Default: `My project`. */
  readonly project?: string;
}

/** The first project. */
export interface BootstrapResult {
  /** Whether it was made now. */
  readonly created: boolean;
  /** Its environments dev, staging and prod, with their keys. */
  readonly environments: readonly AuthenticatedEnvironment[];
}

const ENVIRONMENT_SLUGS = ['dev', 'staging', 'prod'];

/**
 * Gives an empty database a user, an organization and a project with the environments dev, staging and prod; on a
 * database that has them, finds them, as far as they are still there. Processes that start at the same time make one
 * project, not several: the lock takes one connection, the work another.
 */
export async function bootstrap(kongflow: Kongflow, options: BootstrapOptions = {}): Promise<BootstrapResult> {
  const { database, tenancy } = kongflow;
  return database.transaction(async (lock) => {
    await lock.query({
      text: `SELECT pg_advisory_xact_lock(hashtextextended('kongflow.bootstrap', 0))`,
      values: [],
      rowMode: 'array',
    });
    const user = await tenancy.createUser({ email: options.email ?? 'admin@kongflow.local' });
    const [organization] = await tenancy.listOrganizations({ userId: user.id });
    const [project] = organization ? await tenancy.listProjects({ organizationId: organization.id }) : [];
    if (project !== undefined) {
      const found = await Promise.all(
        ENVIRONMENT_SLUGS.map((slug) => tenancy.getEnvironmentBySlug({ projectId: project.id, slug })),
      );
      return { created: false, environments: found.filter((environment) => environment !== null) };
    }
    const owner =
      organization ??
      (await tenancy.createOrganization({ title: options.organization ?? 'KongFlow', userId: user.id }));
    const { environments } = await tenancy.createProject({
      organizationId: owner.id,
      name: options.project ?? 'My project',
      userId: user.id,
    });
    return { created: true, environments };
  });
}
