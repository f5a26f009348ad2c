import { describe, expect, it } from 'vitest';
import { setup } from './setup.ts';

const bundle = setup();

describe('createUser', () => {
  it('makes a user and finds them again by their email, in any case', async () => {
    const { tenancy } = bundle();
    const made = await tenancy.createUser({ email: 'Ada@Example.com ', name: ' Ada ' });
    expect(made).toMatchObject({ email: 'ada@example.com', name: 'Ada' });
    expect(await tenancy.createUser({ email: 'ada@example.COM' })).toEqual(made);
  });

  it('keeps the name and the time of the last change of a user who exists', async () => {
    const { tenancy } = bundle();
    const made = await tenancy.createUser({ email: 'kept@example.com', name: 'Kept' });
    expect(await tenancy.createUser({ email: 'kept@example.com', name: 'Other' })).toEqual(made);
  });

  it('gives everyone in a race the same user', async () => {
    const { tenancy } = bundle();
    const users = await Promise.all(
      Array.from({ length: 20 }, () => tenancy.createUser({ email: 'race@example.com' })),
    );
    expect(new Set(users.map(({ id }) => id)).size).toBe(1);
  });

  it.each(['', 'nobody', 'a@b', 'a\0@example.com'])('refuses the email %j', async (email) => {
    await expect(bundle().tenancy.createUser({ email })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('refuses an empty name', async () => {
    await expect(bundle().tenancy.createUser({ email: 'a@example.com', name: ' ' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('name'),
    });
  });
});
