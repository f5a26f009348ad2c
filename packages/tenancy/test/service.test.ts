import { createDatabase } from '@kongflow/database';
import { Keyring, generateEncryptionKey } from '@kongflow/encryption';
import { newId } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { TenancyService } from '../src/index.ts';
import type { TenancyServiceOptions } from '../src/index.ts';
import { FakeRepository } from './fake-repository.ts';

/** A service over a repository in memory; its database is never connected to. */
function setup(options: Partial<TenancyServiceOptions> = {}) {
  const repository = new FakeRepository();
  const keyring = new Keyring({ current: generateEncryptionKey() });
  const database = createDatabase({ connectionString: 'postgres://localhost:1/none' });
  const tenancy = new TenancyService({ database, keyring, repository, ...options });
  const project = { organizationId: newId(), name: 'Web', userId: newId() };
  return { repository, keyring, tenancy, project };
}

describe('TenancyService', () => {
  it('makes a project and its environments in one transaction of four statements', async () => {
    const { repository, tenancy, project } = setup({ randomText: (alphabet, length) => alphabet.slice(0, length) });
    const { environments } = await tenancy.createProject(project);
    expect(repository.calls).toEqual([
      'BEGIN',
      'getMember',
      'createProject web-0123',
      'createEnvironments PRODUCTION STAGING DEVELOPMENT',
      'getEnvironments 3',
      'COMMIT',
    ]);
    expect(environments.map(({ apiKey }) => apiKey)).toEqual([
      'tr_prod_0123456789ABCDEFGHIJ',
      'tr_staging_0123456789ABCDEFGHIJ',
      'tr_dev_0123456789ABCDEFGHIJ',
    ]);
  });

  it('stores ciphertexts that are bound to row and column', async () => {
    const { repository, keyring, tenancy, project } = setup();
    const { environments } = await tenancy.createProject(project);
    for (const { id, apiKey, pkApiKey } of environments) {
      const row = repository.stored(id);
      expect(keyring.decrypt(row.apiKeyEncrypted, `runtime_environments.api_key:${id}`)).toBe(apiKey);
      expect(keyring.decrypt(row.pkApiKeyEncrypted, `runtime_environments.pk_api_key:${id}`)).toBe(pkApiKey);
      expect(() => keyring.decrypt(row.apiKeyEncrypted, `runtime_environments.pk_api_key:${id}`)).toThrow(
        'belongs to another place',
      );
    }
  });

  it('rolls back when the user is not a member', async () => {
    const { repository, tenancy, project } = setup();
    repository.isMember = false;
    await expect(tenancy.createProject(project)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    expect(repository.calls).toEqual(['BEGIN', 'getMember', 'ROLLBACK']);
  });

  it('takes another slug while they are taken', async () => {
    const suffixes = ['aaaa', 'bbbb'];
    const { repository, tenancy } = setup({ randomText: () => suffixes.shift() ?? 'cccc' });
    repository.takenSlugs.add('acme-aaaa');
    const organization = await tenancy.createOrganization({ title: 'Acme', userId: newId() });
    expect(organization.slug).toBe('acme-bbbb');
  });

  it('loads an environment once while it is cached', async () => {
    const { repository, tenancy, project } = setup();
    const [production] = (await tenancy.createProject(project)).environments;
    const id = production?.id ?? '';
    repository.calls.length = 0;
    await Promise.all([tenancy.getEnvironment(id), tenancy.getEnvironment(id)]);
    await tenancy.getEnvironment(id);
    expect(repository.calls).toEqual(['getEnvironments 1']);
  });

  it('asks the database nothing about ids that cannot exist', async () => {
    const { repository, tenancy } = setup();
    await expect(tenancy.getEnvironment("'; DROP TABLE users")).rejects.toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
    await expect(tenancy.regenerateKeys({ environmentId: 'x', userId: 'y' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(repository.calls).toEqual([]);
  });
});
