import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import type { VaultServer } from '../support/vault-server.ts';
import { connect, expectFailure, put, read, startVault } from './setup.ts';

const renewals = (vault: VaultServer) => vault.seenAt('auth/token/renew-self').length;

/** Waits until the provider knows its token, and has planned to renew it or not. */
async function settled(vault: VaultServer): Promise<void> {
  await waitFor(() => vault.seenAt('auth/token/lookup-self').length === 1 && vault.clock.isIdle);
}

describe('a token from elsewhere', () => {
  it('is sent with every request, and nothing is sent or planned before the first call', async () => {
    const vault = await startVault();
    const token = vault.tokens.create({ ttl: 60 });
    const provider = connect(vault, { auth: { token } });
    expect(vault.clock.renewals).toEqual([]);
    expect(vault.seen).toEqual([]);
    await put(provider, { a: 1 });
    await settled(vault);
    expect(vault.seen.every(({ headers }) => headers['x-vault-token'] === token)).toBe(true);
    expect(vault.seen.every(({ headers }) => headers['x-vault-request'] === 'true')).toBe(true);
  });

  it('is renewed at half to two thirds of its lease, again and again', async () => {
    const vault = await startVault();
    const provider = connect(vault, { auth: { token: vault.tokens.create({ ttl: 3600 }) } });
    await read(provider, 'a');
    for (let times = 0; times < 5; times += 1) {
      await waitFor(() => vault.clock.renewals.length === 1);
      const [delay = 0] = vault.clock.renewals;
      expect(delay).toBeGreaterThanOrEqual(1800_000);
      expect(delay).toBeLessThanOrEqual(2400_000);
      vault.clock.advance(2400);
      await waitFor(() => renewals(vault) === times + 1);
    }
    expect(await read(provider, 'a')).toBeUndefined();
  });

  it.each([
    ['it cannot be', { ttl: 60, renewable: false }],
    ['it does not expire', { ttl: 0 }],
  ])('is not renewed when %s', async (_, terms) => {
    const vault = await startVault();
    const provider = connect(vault, { auth: { token: vault.tokens.create(terms) } });
    await read(provider, 'a');
    await settled(vault);
    await read(provider, 'a');
    expect(vault.clock.renewals).toEqual([]);
    vault.clock.advance(59);
    expect(renewals(vault)).toBe(0);
  });

  it('is no longer renewed when its longest time is reached', async () => {
    const vault = await startVault();
    const provider = connect(vault, { auth: { token: vault.tokens.create({ ttl: 100, maxTtl: 150 }) } });
    await read(provider, 'a');
    for (const times of [1, 2]) {
      await waitFor(() => vault.clock.renewals.length === 1);
      vault.clock.advance((vault.clock.renewals[0] ?? 0) / 1000);
      await waitFor(() => renewals(vault) === times);
    }
    await waitFor(() => renewals(vault) === 2 && vault.clock.isIdle && vault.clock.renewals.length === 0);
    vault.clock.advance(150);
    const error = await expectFailure(read(provider, 'a'), 'PROVIDER_DENIED');
    expect(error.message).toContain('expired');
    expect(renewals(vault)).toBe(2);
  });

  it('is renewed later when Vault is out of reach at the time', async () => {
    const vault = await startVault();
    const provider = connect(vault, { auth: { token: vault.tokens.create({ ttl: 90 }) }, maxAttempts: 1 });
    await read(provider, 'a');
    await waitFor(() => vault.clock.renewals.length === 1);
    vault.faults.push({ when: ({ path }) => path.endsWith('renew-self'), reply: 'drop' });
    vault.clock.advance((vault.clock.renewals[0] ?? 0) / 1000);
    await waitFor(() => renewals(vault) === 1 && vault.clock.renewals.length === 1);
    expect(vault.clock.renewals[0]).toBeLessThanOrEqual(15_000);
    vault.clock.advance(15);
    await waitFor(() => renewals(vault) === 2);
    await waitFor(() => vault.clock.renewals.length === 1);
    vault.clock.advance(40);
    expect(await read(provider, 'a')).toBeUndefined();
  });

  it('is looked up again when Vault was out of reach at first', async () => {
    const vault = await startVault();
    const provider = connect(vault, { auth: { token: vault.tokens.create({ ttl: 60 }) }, maxAttempts: 1 });
    vault.faults.push({ times: 2, reply: 'drop' });
    await expectFailure(read(provider, 'a'), 'PROVIDER_UNAVAILABLE');
    await waitFor(() => vault.faults.length === 0);
    await waitFor(async () => {
      await read(provider, 'a');
      return vault.clock.renewals.length === 1;
    });
  });

  it('is used as it is when it may not look itself up', async () => {
    const vault = await startVault();
    const provider = connect(vault, { auth: { token: vault.tokens.create({ ttl: 60 }) } });
    vault.faults.push({
      when: ({ path }) => path.endsWith('lookup-self'),
      reply: { status: 403, json: '{"errors":[]}' },
    });
    await put(provider, { a: 1 });
    await settled(vault);
    expect(await read(provider, 'a')).toBe(1);
    expect(vault.clock.renewals).toEqual([]);
  });

  it('is not renewed after close, nor revoked, and calls fail', async () => {
    const vault = await startVault();
    const token = vault.tokens.create({ ttl: 60 });
    const provider = connect(vault, { auth: { token } });
    await read(provider, 'a');
    await waitFor(() => vault.clock.renewals.length === 1);
    await provider.close();
    await provider.close();
    expect(vault.clock.renewals).toEqual([]);
    expect(vault.tokens.valid).toEqual([token]);
    const error = await expectFailure(read(provider, 'a'), 'PROVIDER_UNAVAILABLE');
    expect(error.message).toContain('closed');
  });

  it('that is closed while it is renewed is not renewed again', async () => {
    const vault = await startVault();
    const provider = connect(vault, { auth: { token: vault.tokens.create({ ttl: 60 }) } });
    await read(provider, 'a');
    await waitFor(() => vault.clock.renewals.length === 1);
    vault.faults.push({ when: ({ path }) => path.endsWith('renew-self'), before: () => provider.close() });
    vault.clock.advance(40);
    await waitFor(() => renewals(vault) === 1 && vault.clock.isIdle && vault.clock.renewals.length === 0);
    vault.clock.advance(60);
    expect(renewals(vault)).toBe(1);
  });

  it('that is wrong is told so, and is not in the error', async () => {
    const vault = await startVault();
    const provider = connect(vault, { auth: { token: 'hvs.wrong' } });
    const error = await expectFailure(read(provider, 'the-key'), 'PROVIDER_DENIED');
    expect(error.message).toBe(
      'Reading secret "the-key" from Vault failed: Vault answered status 403, invalid token, permission denied. ' +
        'The token is wrong, expired or revoked: give a valid one.',
    );
    expect(error.key).toBe('the-key');
  });

  it.each([
    ['read', 'secret/data', (provider) => read(provider, 'a'), 'read on secret/data/kongflow/a'],
    ['write', 'secret/data', (provider) => put(provider, { a: 1 }), 'create and update on secret/data/kongflow/a'],
    ['list', 'secret/metadata', (provider) => provider.count(''), 'list on secret/metadata/kongflow'],
    ['delete', 'secret/metadata', (provider) => provider.delete(['there']), 'delete on secret/metadata/kongflow/there'],
  ] satisfies [string, string, (provider: ReturnType<typeof connect>) => Promise<unknown>, string][])(
    'that may not %s is told what its policy has to allow',
    async (_, denied, call, expected) => {
      const vault = await startVault();
      await put(connect(vault), { there: 1 });
      const provider = connect(vault, { auth: { token: vault.tokens.create({ ttl: 60, denied }) } });
      const error = await expectFailure(call(provider), 'PROVIDER_DENIED');
      expect(error.message).toContain(`Let a policy of the token allow ${expected}, and`);
    },
  );
});
