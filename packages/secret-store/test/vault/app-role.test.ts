import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import { errors } from '../support/vault-kv.ts';
import type { VaultServer } from '../support/vault-server.ts';
import { connect, connectByRole, expectFailure, hush, put, read, startVault } from './setup.ts';

const logins = (vault: VaultServer) => vault.seenAt('auth/approle/login').length;
const renewals = (vault: VaultServer) => vault.seenAt('auth/token/renew-self').length;

describe('an AppRole', () => {
  it('logs in at the first call, once for many at a time, and uses the token for all', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 60 });
    expect(vault.seen).toEqual([]);
    await Promise.all(Array.from({ length: 20 }, (_, n) => put(provider, { [`key-${n}`]: n })));
    expect(logins(vault)).toBe(1);
    const [token] = vault.tokens.valid;
    expect(vault.seenAt('secret/').every(({ headers }) => headers['x-vault-token'] === token)).toBe(true);
    expect(vault.seenAt('auth/approle/login')[0]?.headers['x-vault-token']).toBeUndefined();
  });

  it('is mounted elsewhere when the options say so', async () => {
    const vault = await startVault();
    vault.appRoleMount = 'teams/shop';
    const role = vault.tokens.createRole({ ttl: 60 });
    expect(await read(connect(vault, { auth: { ...role, mount: 'teams/shop' } }), 'a')).toBeUndefined();
    const error = await expectFailure(
      read(connect(vault, { auth: role }), 'a'),
      'PROVIDER_REJECTED',
      ...Object.values(role),
    );
    expect(error.message).toContain('No auth method is mounted at auth/approle');
  });

  it('renews its token, and logs in again when its longest time is reached', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 100, maxTtl: 150 });
    await read(provider, 'a');
    for (const times of [1, 2]) {
      await waitFor(() => vault.clock.renewals.length === 1);
      vault.clock.advance((vault.clock.renewals[0] ?? 0) / 1000);
      await waitFor(() => renewals(vault) === times);
    }
    await waitFor(() => vault.clock.isIdle && vault.clock.renewals.length === 0);
    expect(logins(vault)).toBe(1);
    vault.clock.advance(60);
    expect(await read(provider, 'a')).toBeUndefined();
    expect(logins(vault)).toBe(2);
    expect(vault.clock.renewals).toHaveLength(1);
  });

  it('logs in again when renewing is refused', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 100 });
    await read(provider, 'a');
    vault.faults.push({ when: ({ path }) => path.endsWith('renew-self'), reply: errors(403, 'permission denied') });
    vault.clock.advance(67);
    await waitFor(() => renewals(vault) === 1);
    await waitFor(async () => {
      await read(provider, 'a');
      return logins(vault) === 2;
    });
  });

  it('with tokens that cannot be renewed logs in shortly before they expire', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 100, renewable: false });
    await read(provider, 'a');
    expect(vault.clock.renewals).toEqual([]);
    vault.clock.advance(94);
    await read(provider, 'a');
    expect(logins(vault)).toBe(1);
    vault.clock.advance(2);
    await read(provider, 'a');
    expect(logins(vault)).toBe(2);
  });

  it('with tokens that do not expire logs in once', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 0 });
    await read(provider, 'a');
    vault.clock.advance(1_000_000);
    await read(provider, 'a');
    expect(logins(vault)).toBe(1);
    expect(renewals(vault)).toBe(0);
  });

  it.each([true, false])(
    'logs in again when its token was revoked, whether Vault tells that or not: %s',
    async (tells) => {
      const vault = await startVault();
      vault.tellsInvalidTokens = tells;
      const { provider } = connectByRole(vault, { ttl: 60 });
      await put(provider, { a: 1 });
      for (const token of vault.tokens.valid) vault.tokens.revoke(token);
      const values = await Promise.all(Array.from({ length: 10 }, () => read(provider, 'a')));
      expect(new Set(values)).toEqual(new Set([1]));
      expect(logins(vault)).toBe(2);
      expect(vault.clock.renewals).toHaveLength(1);
    },
  );

  it('keeps its new token when it learns late that the old one was revoked', async () => {
    const vault = await startVault();
    vault.tellsInvalidTokens = false;
    const { provider } = connectByRole(vault, { ttl: 60 });
    await read(provider, 'a');
    for (const token of vault.tokens.valid) vault.tokens.revoke(token);
    const isLookup = ({ path }: { path: string }) => path.endsWith('lookup-self');
    vault.faults.push({ when: isLookup });
    // The second of two callers hears of it when the first one has logged in.
    vault.faults.push({ when: isLookup, before: () => waitFor(() => vault.tokens.valid.length === 1) });
    await Promise.all([read(provider, 'a'), read(provider, 'b')]);
    expect(logins(vault)).toBe(2);
  });

  it.each([true, false])('does not log in again for what its policy does not allow: told so %s', async (tells) => {
    const vault = await startVault();
    vault.tellsInvalidTokens = tells;
    const { provider } = connectByRole(vault, { ttl: 60, denied: 'secret/data/kongflow/a' });
    const error = await expectFailure(read(provider, 'a'), 'PROVIDER_DENIED');
    expect(error.message).toContain('allow read on secret/data/kongflow/a');
    await expectFailure(read(provider, 'a'), 'PROVIDER_DENIED');
    expect(logins(vault)).toBe(1);
  });

  it('that is denied with a new token too gives up', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 60 });
    const denied = { when: ({ path }: { path: string }) => path.startsWith('secret/'), times: 100 };
    vault.faults.push({ ...denied, reply: errors(403, 'permission denied, invalid token') });
    await expectFailure(read(provider, 'a'), 'PROVIDER_DENIED');
    expect(logins(vault)).toBe(2);
    expect(vault.seenAt('secret/')).toHaveLength(2);
  });

  it.each([
    ['the role id', (role: Role) => ({ ...role, roleId: `${hush}-role` })],
    ['the secret id', (role: Role) => ({ ...role, secretId: `${hush}-secret` })],
  ])('is denied when %s is wrong, without it in the error', async (_, change) => {
    const vault = await startVault();
    const role = vault.tokens.createRole({ ttl: 60 });
    const provider = connect(vault, { auth: change(role) });
    const error = await expectFailure(read(provider, 'a'), 'PROVIDER_DENIED', role.roleId, role.secretId);
    expect(error.message).toBe(
      'Login by AppRole failed: Vault answered status 400, invalid role or secret ID. ' +
        'Check role id and secret id: one is wrong, expired, used up, or bound to another address.',
    );
  });

  it('logs in once Vault is there again', async () => {
    const vault = await startVault();
    const { provider, roleId, secretId } = connectByRole(vault, { ttl: 60 }, { maxAttempts: 2 });
    vault.isSealed = true;
    await expectFailure(read(provider, 'a'), 'PROVIDER_UNAVAILABLE', roleId, secretId);
    vault.isSealed = false;
    expect(await read(provider, 'a')).toBeUndefined();
  });

  it('asks for the secret id at each login when it is a function', async () => {
    const vault = await startVault();
    const { roleId, secretId: first } = vault.tokens.createRole({ ttl: 60, renewable: false });
    let current = first;
    const provider = connect(vault, { auth: { roleId, secretId: async () => current } });
    await read(provider, 'a');
    current = vault.tokens.addSecretId(roleId);
    vault.tokens.removeSecretId(roleId, first);
    vault.clock.advance(60);
    expect(await read(provider, 'a')).toBeUndefined();
    expect(logins(vault)).toBe(2);
  });

  it.each([
    ['throws', () => Promise.reject(new TypeError(hush)), 'the function `secretId` threw (TypeError).'],
    ['throws no error', () => Promise.reject(hush), 'the function `secretId` threw (string).'],
    ['returns nothing', () => Promise.resolve(''), 'the function `secretId` returned no text.'],
  ])('is denied when the function for its secret id %s', async (_, secretId, expected) => {
    const vault = await startVault();
    const error = await expectFailure(
      read(connect(vault, { auth: { roleId: 'r', secretId } }), 'a'),
      'PROVIDER_DENIED',
    );
    expect(error.message).toContain(expected);
    expect(vault.seen).toEqual([]);
  });

  it('rejects an answer to a login that has no token', async () => {
    const vault = await startVault();
    const { provider, secretId } = connectByRole(vault, { ttl: 60 });
    vault.faults.push({ reply: { status: 200, json: JSON.stringify({ auth: { client_token: 7, hush } }) } });
    await expectFailure(read(provider, 'a'), 'PROVIDER_REJECTED', secretId);
  });
});

describe('closing a provider with an AppRole', () => {
  it('revokes its token and ends renewals', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 60 });
    await read(provider, 'a');
    expect(vault.tokens.valid).toHaveLength(1);
    await provider.close();
    expect(vault.tokens.valid).toEqual([]);
    expect(vault.clock.renewals).toEqual([]);
    await expectFailure(read(provider, 'a'), 'PROVIDER_UNAVAILABLE');
    expect(logins(vault)).toBe(1);
  });

  it('revokes the token of a login that is under way', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 60 });
    let closing: Promise<void> | undefined;
    vault.faults.push({ before: () => void (closing = provider.close()) });
    await read(provider, 'a').catch(() => undefined);
    await closing;
    expect(logins(vault)).toBe(1);
    expect(vault.tokens.valid).toEqual([]);
    expect(vault.clock.renewals).toEqual([]);
  });

  it('does not log in anew for a request that is under way', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 60 });
    await read(provider, 'first');
    vault.faults.push({ when: ({ path }) => path.endsWith('/a'), before: () => provider.close() });
    await expectFailure(read(provider, 'a'), 'PROVIDER_DENIED');
    expect(logins(vault)).toBe(1);
    expect(vault.tokens.valid).toEqual([]);
    expect(vault.clock.renewals).toEqual([]);
  });

  it('does not fail when Vault is gone, and asks nothing of it when it was never used', async () => {
    const vault = await startVault();
    const { provider } = connectByRole(vault, { ttl: 60 });
    await read(provider, 'a');
    vault.faults.push({ reply: 'drop' });
    await provider.close();
    expect(vault.seenAt('auth/token/revoke-self')).toHaveLength(1);
    const { provider: unused } = connectByRole(vault, { ttl: 60 });
    await unused.close();
    expect(logins(vault)).toBe(1);
  });
});

interface Role {
  readonly roleId: string;
  readonly secretId: string;
}
