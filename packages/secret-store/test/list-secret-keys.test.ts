import { describe, expect, it } from 'vitest';
import { type ListSecretKeysInput, SecretStore } from '../src/index.ts';
import { FaultyProvider } from './support/faulty-provider.ts';

async function setup(...keys: string[]): Promise<{ provider: FaultyProvider; store: SecretStore }> {
  const provider = new FaultyProvider();
  const store = new SecretStore({ provider });
  await store.setSecrets(Object.fromEntries(keys.map((key) => [key, 1])));
  provider.calls.length = 0;
  return { provider, store };
}

describe('listSecretKeys', () => {
  it('lists all keys in the order of their bytes', async () => {
    const { store } = await setup('b', '🔐', '～', 'a', 'B');
    expect(await store.listSecretKeys()).toEqual({ keys: ['B', 'a', 'b', '～', '🔐'], next: null });
  });

  it('lists keys by prefix', async () => {
    const { store } = await setup('oauth.github', 'oauth.slack', 'oauth', 'other');
    expect(await store.listSecretKeys({ prefix: 'oauth.' })).toEqual({
      keys: ['oauth.github', 'oauth.slack'],
      next: null,
    });
  });

  it('gives pages, and tells the last one', async () => {
    const { provider, store } = await setup('a', 'b', 'c', 'd');
    expect(await store.listSecretKeys({ limit: 2 })).toEqual({ keys: ['a', 'b'], next: 'b' });
    expect(await store.listSecretKeys({ limit: 2, after: 'b' })).toEqual({ keys: ['c', 'd'], next: null });
    expect(await store.listSecretKeys({ limit: 2, after: 'd' })).toEqual({ keys: [], next: null });
    expect(await store.listSecretKeys({ limit: 1, after: null })).toEqual({ keys: ['a'], next: 'a' });
    expect(provider.methods).toEqual(['list', 'list', 'list', 'list']);
  });

  it('has 100 keys on a page unless told otherwise', async () => {
    const { store } = await setup(...Array.from({ length: 101 }, (_, index) => `key-${1000 + index}`));
    expect(await store.listSecretKeys()).toMatchObject({ keys: { length: 100 }, next: 'key-1099' });
    expect(await store.listSecretKeys({ limit: 1000 })).toMatchObject({ keys: { length: 101 }, next: null });
  });

  it.each<[string, ListSecretKeysInput]>([
    ['a limit of 0', { limit: 0 }],
    ['a limit of 1001', { limit: 1001 }],
    ['a limit that is not whole', { limit: 1.5 }],
    ['a prefix with a control character', { prefix: 'a\0' }],
    ['a prefix that is too long', { prefix: 'x'.repeat(501) }],
    ['an empty key to go on from', { after: '' }],
  ])('refuses %s', async (_, input) => {
    const { provider, store } = await setup();
    await expect(store.listSecretKeys(input)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(provider.calls).toEqual([]);
  });
});

describe('getSecretCount', () => {
  it('counts all secrets, or those with a prefix', async () => {
    const { store } = await setup('oauth.github', 'oauth.slack', 'other');
    expect(await store.getSecretCount()).toBe(3);
    expect(await store.getSecretCount({ prefix: 'oauth.' })).toBe(2);
    expect(await store.getSecretCount({ prefix: 'missing' })).toBe(0);
  });

  it('refuses a bad prefix', async () => {
    const { provider, store } = await setup();
    await expect(store.getSecretCount({ prefix: '\ud800' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(provider.calls).toEqual([]);
  });
});
