import { describe, expect, it } from 'vitest';
import { setup } from './setup.ts';

const bundle = setup();

describe('upsertExternalAccount', () => {
  it('makes an account and finds it again', async () => {
    const { tenancy, tenant } = bundle();
    const environment = (await tenant()).production;
    const account = await tenancy.upsertExternalAccount({ environment, identifier: 'user_1' });
    expect(account).toMatchObject({
      identifier: 'user_1',
      metadata: null,
      environmentId: environment.id,
      organizationId: environment.organizationId,
    });
    expect(await tenancy.upsertExternalAccount({ environment, identifier: 'user_1' })).toEqual(account);
    expect(await tenancy.getExternalAccount({ environmentId: environment.id, identifier: 'user_1' })).toEqual(account);
  });

  it('never changes an account that exists', async () => {
    const { tenancy, tenant, database } = bundle();
    const environment = (await tenant()).production;
    const { id } = await tenancy.upsertExternalAccount({ environment, identifier: 'kept' });
    await database.query({
      text: `UPDATE external_accounts SET metadata = '{"plan":"pro"}' WHERE id = $1`,
      values: [id],
      rowMode: 'array',
    });
    const before = await tenancy.getExternalAccount({ environmentId: environment.id, identifier: 'kept' });
    const after = await tenancy.upsertExternalAccount({ environment, identifier: 'kept' });
    expect(after).toEqual(before);
    expect(after.metadata).toEqual({ plan: 'pro' });
  });

  it('gives everyone in a race the same account', async () => {
    const { tenancy, tenant } = bundle();
    const environment = (await tenant()).production;
    const accounts = await Promise.all(
      Array.from({ length: 30 }, () => tenancy.upsertExternalAccount({ environment, identifier: 'race' })),
    );
    expect(new Set(accounts.map(({ id }) => id)).size).toBe(1);
  });

  it('waits for an account that another transaction is making', async () => {
    const { tenancy, tenant, database } = bundle();
    const environment = (await tenant()).production;
    const input = { environment, identifier: 'slow' };
    const { first, second } = await database.transaction(async (tx) => {
      const first = await tenancy.upsertExternalAccount(input, { tx });
      return { first, second: tenancy.upsertExternalAccount(input).then((account) => account.id) };
    });
    expect(await second).toBe(first.id);
  });

  it('is undone with the transaction it was made in', async () => {
    const { tenancy, tenant, database } = bundle();
    const environment = (await tenant()).production;
    await expect(
      database.transaction(async (tx) => {
        await tenancy.upsertExternalAccount({ environment, identifier: 'undone' }, { tx });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await tenancy.getExternalAccount({ environmentId: environment.id, identifier: 'undone' })).toBeNull();
  });

  it('keeps the accounts of environments apart', async () => {
    const { tenancy, tenant } = bundle();
    const { production, staging } = await tenant();
    const account = await tenancy.upsertExternalAccount({ environment: production, identifier: 'apart' });
    expect(await tenancy.getExternalAccount({ environmentId: staging.id, identifier: 'apart' })).toBeNull();
    const other = await tenancy.upsertExternalAccount({ environment: staging, identifier: 'apart' });
    expect(other.id).not.toBe(account.id);
    expect(await tenancy.getExternalAccount({ environmentId: 'x', identifier: 'apart' })).toBeNull();
  });

  it.each(['', 'a\0b', 'x'.repeat(501)])('refuses identifier %#', async (identifier) => {
    const { tenancy, tenant } = bundle();
    const environment = (await tenant()).production;
    await expect(tenancy.upsertExternalAccount({ environment, identifier })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
