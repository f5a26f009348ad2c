import { newId } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { repeating } from './repeating.ts';
import { setup } from './setup.ts';

const bundle = setup();

describe('createProject', () => {
  it('makes the project with a PRODUCTION, a STAGING and a DEVELOPMENT environment', async () => {
    const { project, environments, organization, user } = await bundle().tenant();
    expect(project).toMatchObject({ name: 'Web Shop', organizationId: organization.id });
    expect(project.slug).toMatch(/^web-shop-[\w-]{4}$/);
    expect(environments.map(({ type, slug }) => [type, slug])).toEqual([
      ['PRODUCTION', 'prod'],
      ['STAGING', 'staging'],
      ['DEVELOPMENT', 'dev'],
    ]);
    for (const environment of environments) {
      const isDevelopment = environment.type === 'DEVELOPMENT';
      expect(environment).toMatchObject({
        organizationId: organization.id,
        projectId: project.id,
        organization: { id: organization.id, slug: organization.slug, title: 'Acme', runsEnabled: true },
        project: { id: project.id, slug: project.slug, name: 'Web Shop', organizationId: organization.id },
        autoEnableInternalSources: !isDevelopment,
      });
      expect(environment.userId).toBe(isDevelopment ? user.id : undefined);
      expect(environment.orgMemberId === null).toBe(!isDevelopment);
      expect(environment.apiKey).toMatch(new RegExp(`^tr_${environment.slug}_[a-zA-Z0-9]{20}$`));
      expect(environment.pkApiKey).toMatch(new RegExp(`^pk_${environment.slug}_[a-zA-Z0-9]{20}$`));
      expect(environment.shortcode).toMatch(/^[a-z]+-[a-z]+$/);
    }
    expect(new Set(environments.map(({ shortcode }) => shortcode)).size).toBe(3);
  });

  it('stores no key in plain text', async () => {
    const { database, tenant } = bundle();
    const { environments, project } = await tenant();
    const { rows } = await database.query({
      text: 'SELECT e::text FROM runtime_environments e WHERE project_id = $1',
      values: [project.id],
      rowMode: 'array',
    });
    const stored = JSON.stringify(rows);
    for (const { apiKey, pkApiKey } of environments) {
      expect(stored).not.toContain(apiKey);
      expect(stored).not.toContain(pkApiKey);
      expect(stored).not.toContain(Buffer.from(apiKey).toString('hex'));
    }
  });

  it('tries other slugs when one is taken, also in a race', async () => {
    const { service, tenant } = bundle();
    const { organization, user } = await tenant();
    const made = await Promise.all(
      Array.from({ length: 6 }, () =>
        service({ randomText: repeating(6) }).createProject({
          organizationId: organization.id,
          name: 'Race',
          userId: user.id,
        }),
      ),
    );
    expect(new Set(made.map(({ project }) => project.slug)).size).toBe(6);
    expect(made.every(({ environments }) => environments.length === 3)).toBe(true);
  });

  it('leaves nothing behind when it gives up', async () => {
    const { service, tenancy, tenant } = bundle();
    const { organization, user, project } = await tenant();
    const input = { organizationId: organization.id, name: 'Stuck', userId: user.id };
    const stuck = service({ randomText: (alphabet, length) => alphabet.slice(0, length) });
    await stuck.createProject(input);
    await expect(stuck.createProject(input)).rejects.toMatchObject({ code: 'SLUGS_EXHAUSTED' });
    const projects = await tenancy.listProjects({ organizationId: organization.id });
    expect(projects.map(({ name }) => name)).toEqual([project.name, 'Stuck']);
  });

  it('refuses a user who is not a member', async () => {
    const { tenancy, tenant } = bundle();
    const mine = await tenant();
    const stranger = await tenant();
    await expect(
      tenancy.createProject({ organizationId: mine.organization.id, name: 'Mine', userId: stranger.user.id }),
    ).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    expect(await tenancy.listProjects({ organizationId: mine.organization.id })).toEqual([mine.project]);
  });

  it('refuses an empty name', async () => {
    const input = { organizationId: newId(), name: '', userId: newId() };
    await expect(bundle().tenancy.createProject(input)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('findProjectBySlug', () => {
  it('finds a project in its own organization only', async () => {
    const { tenancy, tenant } = bundle();
    const mine = await tenant();
    const stranger = await tenant();
    const { slug } = mine.project;
    expect(await tenancy.findProjectBySlug({ organizationId: mine.organization.id, slug })).toEqual(mine.project);
    expect(await tenancy.findProjectBySlug({ organizationId: stranger.organization.id, slug })).toBeNull();
    expect(await tenancy.findProjectBySlug({ organizationId: 'x', slug })).toBeNull();
    expect(await tenancy.listProjects({ organizationId: 'x' })).toEqual([]);
  });
});
