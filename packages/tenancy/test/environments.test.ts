import { newId } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { setup } from './setup.ts';

const bundle = setup();

describe('createEnvironment', () => {
  it('makes a PREVIEW environment', async () => {
    const { tenancy, tenant } = bundle();
    const { organization, project, user } = await tenant();
    const environment = await tenancy.createEnvironment({
      organizationId: organization.id,
      projectId: project.id,
      type: 'PREVIEW',
      userId: user.id,
    });
    expect(environment).toMatchObject({ slug: 'preview', type: 'PREVIEW', orgMemberId: null });
    expect(environment.apiKey).toMatch(/^tr_preview_[a-zA-Z0-9]{20}$/);
  });

  it('makes a shared environment once, also in a race', async () => {
    const { tenancy, tenant } = bundle();
    const { organization, project, user } = await tenant();
    const input = { organizationId: organization.id, projectId: project.id, userId: user.id } as const;
    await expect(tenancy.createEnvironment({ ...input, type: 'PRODUCTION' })).rejects.toMatchObject({
      code: 'ENVIRONMENT_EXISTS',
    });
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => tenancy.createEnvironment({ ...input, type: 'PREVIEW' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await tenancy.listEnvironments(input)).toHaveLength(4);
  });

  it('makes one DEVELOPMENT environment for each member, and keeps it when they leave', async () => {
    const { service, tenant, database } = bundle();
    const tenancy = service({ cache: { ttlMs: 0 } });
    const { organization, project, development } = await tenant();
    const scope = { organizationId: organization.id, projectId: project.id };
    const made: string[] = [development.id];
    for (const email of ['leaver-1@example.com', 'leaver-2@example.com']) {
      const { id: userId } = await tenancy.createUser({ email });
      await database.query({
        text: 'INSERT INTO org_members (organization_id, user_id) VALUES ($1, $2)',
        values: [organization.id, userId],
        rowMode: 'array',
      });
      const environment = await tenancy.createEnvironment({ ...scope, type: 'DEVELOPMENT', userId });
      expect(environment).toMatchObject({ slug: 'dev', userId });
      await expect(tenancy.createEnvironment({ ...scope, type: 'DEVELOPMENT', userId })).rejects.toMatchObject({
        code: 'ENVIRONMENT_EXISTS',
      });
      made.push(environment.id);
    }
    await database.query({
      text: `DELETE FROM users WHERE email LIKE 'leaver-_@example.com'`,
      values: [],
      rowMode: 'array',
    });
    const left = await Promise.all(made.map((id) => tenancy.getEnvironment(id)));
    expect(left.map(({ userId }) => userId)).toEqual([development.userId, undefined, undefined]);
    expect(await tenancy.getEnvironmentBySlug({ projectId: project.id, slug: 'dev' })).toEqual(development);
  });

  it('tries other shortcodes when one is taken, and gives up after twenty', async () => {
    const { service, tenant } = bundle();
    const { organization, project, user, production } = await tenant();
    const taken = production.shortcode;
    const input = { organizationId: organization.id, projectId: project.id, userId: user.id, type: 'PREVIEW' } as const;
    await expect(service({ randomShortcode: () => taken }).createEnvironment(input)).rejects.toMatchObject({
      code: 'SHORTCODES_EXHAUSTED',
    });
    const words = [taken, taken, 'free-one'];
    const made = await service({ randomShortcode: () => words.shift() ?? taken }).createEnvironment(input);
    expect(made.shortcode).toBe('free-one');
  });

  it('refuses strangers, and projects of others', async () => {
    const { tenancy, tenant } = bundle();
    const mine = await tenant();
    const stranger = await tenant();
    const type = 'PREVIEW';
    await expect(
      tenancy.createEnvironment({
        organizationId: mine.organization.id,
        projectId: mine.project.id,
        userId: stranger.user.id,
        type,
      }),
    ).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    await expect(
      tenancy.createEnvironment({
        organizationId: stranger.organization.id,
        projectId: mine.project.id,
        userId: stranger.user.id,
        type,
      }),
    ).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
  });
});

describe('getEnvironment', () => {
  it('answers what creation answered, without a second statement', async () => {
    const { service, tenant } = bundle();
    const { environments } = await tenant();
    const tenancy = service();
    for (const environment of environments) {
      const first = await tenancy.getEnvironment(environment.id);
      expect(first).toEqual(environment);
      expect(await tenancy.getEnvironment(environment.id)).toBe(first);
    }
  });

  it.each([newId(), 'not-an-id'])('does not find %s', async (id) => {
    await expect(bundle().tenancy.getEnvironment(id)).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
  });

  it('does not decrypt the keys of another row', async () => {
    const { database, tenant, service } = bundle();
    const { production, staging } = await tenant();
    await database.query({
      text: `UPDATE runtime_environments e SET api_key_encrypted = o.api_key_encrypted
        FROM runtime_environments o WHERE e.id = $1 AND o.id = $2`,
      values: [production.id, staging.id],
      rowMode: 'array',
    });
    await expect(service().getEnvironment(production.id)).rejects.toMatchObject({ code: 'DAMAGED_VALUE' });
  });
});

describe('an organization that is deleted', () => {
  it('takes its environments with it', async () => {
    const { tenant, database, service } = bundle();
    const { organization, production } = await tenant();
    await database.query({
      text: 'DELETE FROM organizations WHERE id = $1',
      values: [organization.id],
      rowMode: 'array',
    });
    await expect(service().getEnvironment(production.id)).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
  });
});

describe('getEnvironmentBySlug', () => {
  it('finds the environment of a project', async () => {
    const { tenancy, tenant } = bundle();
    const { project, staging } = await tenant();
    const found = await tenancy.getEnvironmentBySlug({ projectId: project.id, slug: 'staging' });
    expect(found).toEqual(staging);
    expect(await tenancy.getEnvironmentBySlug({ projectId: project.id, slug: 'preview' })).toBeNull();
    expect(await tenancy.getEnvironmentBySlug({ projectId: newId(), slug: 'staging' })).toBeNull();
    expect(await tenancy.getEnvironmentBySlug({ projectId: 'x', slug: 'staging' })).toBeNull();
  });
});

describe('listEnvironments', () => {
  it('lists them without keys, to their own organization only', async () => {
    const { tenancy, tenant } = bundle();
    const mine = await tenant();
    const stranger = await tenant();
    const projectId = mine.project.id;
    const listed = await tenancy.listEnvironments({ organizationId: mine.organization.id, projectId });
    expect(listed.map(({ id }) => id).toSorted()).toEqual(mine.environments.map(({ id }) => id).toSorted());
    expect(JSON.stringify(listed)).not.toMatch(/[tp][rk]_/);
    expect(await tenancy.listEnvironments({ organizationId: stranger.organization.id, projectId })).toEqual([]);
    expect(await tenancy.listEnvironments({ organizationId: 'x', projectId })).toEqual([]);
  });
});

describe('regenerateKeys', () => {
  it('replaces both keys, and the cached environment', async () => {
    const { tenancy, tenant } = bundle();
    const { environments, user } = await tenant();
    for (const before of environments) {
      await tenancy.getEnvironment(before.id);
      const after = await tenancy.regenerateKeys({ environmentId: before.id, userId: user.id });
      expect(after.apiKey).toMatch(new RegExp(`^tr_${before.slug}_`));
      expect(after.apiKey).not.toBe(before.apiKey);
      expect(after.pkApiKey).not.toBe(before.pkApiKey);
      expect(await tenancy.getEnvironment(before.id)).toEqual(after);
    }
  });

  it('lets members replace the keys of shared environments, and only owners those of their own', async () => {
    const { tenancy, tenant, database } = bundle();
    const { production, development, organization } = await tenant();
    const colleague = await tenancy.createUser({ email: 'colleague@example.com' });
    await database.query({
      text: 'INSERT INTO org_members (organization_id, user_id) VALUES ($1, $2)',
      values: [organization.id, colleague.id],
      rowMode: 'array',
    });
    await tenancy.regenerateKeys({ environmentId: production.id, userId: colleague.id });
    await expect(tenancy.regenerateKeys({ environmentId: development.id, userId: colleague.id })).rejects.toMatchObject(
      { code: 'PERMISSION_DENIED' },
    );
    expect(await tenancy.getEnvironment(development.id)).toEqual(development);
  });

  it('replaces both keys together in a race', async () => {
    const { tenancy, tenant, service } = bundle();
    const { production, user } = await tenant();
    const input = { environmentId: production.id, userId: user.id };
    await Promise.all(Array.from({ length: 8 }, () => tenancy.regenerateKeys(input)));
    const [cached, stored] = await Promise.all([
      tenancy.getEnvironment(production.id),
      service().getEnvironment(production.id),
    ]);
    expect(cached).toEqual(stored);
    expect(stored.apiKey).not.toBe(production.apiKey);
  });

  it('is seen by another process when its cache has run out', async () => {
    const { tenancy, tenant, service } = bundle();
    const { production, user } = await tenant();
    const [caching, fresh] = [service({ cache: { ttlMs: 60_000 } }), service({ cache: { ttlMs: 0 } })];
    await Promise.all([caching.getEnvironment(production.id), fresh.getEnvironment(production.id)]);
    const after = await tenancy.regenerateKeys({ environmentId: production.id, userId: user.id });
    expect(await caching.getEnvironment(production.id)).toEqual(production);
    expect(await fresh.getEnvironment(production.id)).toEqual(after);
  });

  it('hides environments from strangers', async () => {
    const { tenancy, tenant } = bundle();
    const mine = await tenant();
    const stranger = await tenant();
    const environmentId = mine.production.id;
    await expect(tenancy.regenerateKeys({ environmentId, userId: stranger.user.id })).rejects.toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
    expect((await tenancy.getEnvironment(environmentId)).apiKey).toBe(mine.production.apiKey);
  });
});
