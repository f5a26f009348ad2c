import { newId } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { setup } from './setup.ts';
import { repeating } from './repeating.ts';

const bundle = setup();

describe('createOrganization', () => {
  it('makes an organization with its creator as ADMIN', async () => {
    const { tenancy, database } = bundle();
    const user = await tenancy.createUser({ email: 'creator@example.com' });
    const organization = await tenancy.createOrganization({ title: 'Größe & Söhne', userId: user.id });
    expect(organization).toMatchObject({
      title: 'Größe & Söhne',
      maximumExecutionTimePerRunInMs: 900_000,
      runsEnabled: true,
    });
    expect(organization.slug).toMatch(/^gro-e-sohne-[0-9a-f]{4}$/);
    const { rows } = await database.query({
      text: 'SELECT user_id, role FROM org_members WHERE organization_id = $1',
      values: [organization.id],
      rowMode: 'array',
    });
    expect(rows).toEqual([[user.id, 'ADMIN']]);
    expect(await tenancy.findOrganizationBySlug({ slug: organization.slug })).toEqual(organization);
  });

  it('tries other slugs when one is taken, also in a race', async () => {
    const { tenancy, service } = bundle();
    const user = await tenancy.createUser({ email: 'slugs@example.com' });
    const organizations = await Promise.all(
      Array.from({ length: 8 }, () =>
        service({ randomText: repeating(8) }).createOrganization({ title: 'Race', userId: user.id }),
      ),
    );
    expect(new Set(organizations.map(({ slug }) => slug)).size).toBe(8);
    expect(await tenancy.listOrganizations({ userId: user.id })).toHaveLength(8);
  });

  it('gives up when a hundred slugs are taken, and leaves nothing behind', async () => {
    const { tenancy, service } = bundle();
    const user = await tenancy.createUser({ email: 'exhausted@example.com' });
    const stuck = service({ randomText: () => 'same' });
    await stuck.createOrganization({ title: 'Stuck', userId: user.id });
    await expect(stuck.createOrganization({ title: 'Stuck', userId: user.id })).rejects.toMatchObject({
      code: 'SLUGS_EXHAUSTED',
      message: 'No free slug starting with "stuck" after 100 attempts.',
    });
    expect(await tenancy.listOrganizations({ userId: user.id })).toHaveLength(1);
  });

  it('has a slug also when nothing of the title survives', async () => {
    const { tenancy } = bundle();
    const user = await tenancy.createUser({ email: 'chinese@example.com' });
    const organization = await tenancy.createOrganization({ title: '控制流', userId: user.id });
    expect(organization.slug).toMatch(/^organization-[0-9a-f]{4}$/);
  });

  it('refuses a user who does not exist', async () => {
    const { tenancy } = bundle();
    await expect(tenancy.createOrganization({ title: 'Ghost', userId: newId() })).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
    });
  });

  it.each([
    { title: '', userId: newId() },
    { title: 'x'.repeat(201), userId: newId() },
    { title: 'Fine', userId: 'nobody' },
  ])('refuses $title of $userId', async (input) => {
    await expect(bundle().tenancy.createOrganization(input)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('listOrganizations', () => {
  it('lists those of the user only, and none for what is not an id', async () => {
    const { tenancy, tenant } = bundle();
    const mine = await tenant();
    await tenant();
    expect(await tenancy.listOrganizations({ userId: mine.user.id })).toEqual([mine.organization]);
    expect(await tenancy.listOrganizations({ userId: 'x' })).toEqual([]);
  });
});
