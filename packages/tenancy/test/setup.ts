import { createDatabase } from '@kongflow/database';
import type { Database } from '@kongflow/database';
import { Keyring, generateEncryptionKey } from '@kongflow/encryption';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll } from 'vitest';
import { TenancyService } from '../src/index.ts';
import type {
  AuthenticatedEnvironment,
  CreatedProject,
  Organization,
  TenancyServiceOptions,
  User,
} from '../src/index.ts';

export interface Setup {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly tenancy: TenancyService;
  /** Another service on the same database, such as another process. */
  readonly service: (options?: Partial<TenancyServiceOptions>) => TenancyService;
  /** A user with an organization and a project of their own. */
  readonly tenant: () => Promise<Tenant>;
}

export interface Tenant extends CreatedProject {
  readonly user: User;
  readonly organization: Organization;
  readonly production: AuthenticatedEnvironment;
  readonly staging: AuthenticatedEnvironment;
  readonly development: AuthenticatedEnvironment;
}

/** One database for the test file; what a test makes in it is its own. */
export function setup(): () => Setup {
  let current: Setup | undefined;

  beforeAll(async () => {
    const { url } = await createTestDatabase();
    const database = createDatabase({ connectionString: url });
    const keyring = new Keyring({ current: generateEncryptionKey() });
    const service = (options: Partial<TenancyServiceOptions> = {}): TenancyService =>
      new TenancyService({ database, keyring, ...options });
    const tenancy = service();
    let tenants = 0;
    const tenant = async (): Promise<Tenant> => {
      tenants += 1;
      const user = await tenancy.createUser({ email: `owner-${tenants}@example.com` });
      const organization = await tenancy.createOrganization({ title: 'Acme', userId: user.id });
      const created = await tenancy.createProject({
        organizationId: organization.id,
        name: 'Web Shop',
        userId: user.id,
      });
      const [production, staging, development] = created.environments;
      if (!production || !staging || !development) throw new Error('The project lacks environments.');
      return { user, organization, ...created, production, staging, development };
    };
    current = { database, keyring, tenancy, service, tenant };
  });

  afterAll(async () => {
    await current?.database.close();
  });

  return () => {
    if (current === undefined) throw new Error('The set-up has not run.');
    return current;
  };
}
