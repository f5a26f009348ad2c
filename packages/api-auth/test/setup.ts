import { createDatabase } from '@kongflow/database';
import type { Database } from '@kongflow/database';
import { Keyring, generateEncryptionKey } from '@kongflow/encryption';
import { TenancyService } from '@kongflow/tenancy';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll } from 'vitest';
import { ApiAuthService } from '../src/index.ts';

export interface Setup {
  readonly database: Database;
  readonly tenancy: TenancyService;
  readonly auth: ApiAuthService;
  readonly keyring: Keyring;
  /** The environments of a new tenant. */
  readonly tenant: () => Promise<Tenant>;
}

export interface Tenant {
  readonly userId: string;
  readonly environments: readonly AuthenticatedEnvironment[];
  readonly production: AuthenticatedEnvironment;
}

/** One database for the test file. */
export function setup(): () => Setup {
  let current: Setup | undefined;

  beforeAll(async () => {
    const { url } = await createTestDatabase();
    const database = createDatabase({ connectionString: url });
    const keyring = new Keyring({ current: generateEncryptionKey() });
    const tenancy = new TenancyService({ database, keyring });
    let tenants = 0;
    const tenant = async (): Promise<Tenant> => {
      tenants += 1;
      const { id: userId } = await tenancy.createUser({ email: `owner-${tenants}@example.com` });
      const { id: organizationId } = await tenancy.createOrganization({ title: 'Acme', userId });
      const { environments } = await tenancy.createProject({ organizationId, name: 'Web', userId });
      const [production] = environments;
      if (!production) throw new Error('The project lacks environments.');
      return { userId, environments, production };
    };
    current = { database, keyring, tenancy, auth: new ApiAuthService({ database, keyring }), tenant };
  });

  afterAll(async () => {
    await current?.database.close();
  });

  return () => {
    if (current === undefined) throw new Error('The set-up has not run.');
    return current;
  };
}
