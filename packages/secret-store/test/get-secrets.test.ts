import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SecretStore, SecretStoreError } from '../src/index.ts';
import { FaultyProvider } from './support/faulty-provider.ts';

const OAuth = z.object({ clientId: z.string(), clientSecret: z.string(), scopes: z.array(z.string()) });
const github = { clientId: 'github_123', clientSecret: 'secret_456', scopes: ['read:user', 'repo'] };

function setup(): { provider: FaultyProvider; store: SecretStore } {
  const provider = new FaultyProvider();
  return { provider, store: new SecretStore({ provider }) };
}

describe('getSecret', () => {
  it('reads a nested secret as its schema says', async () => {
    const { store } = setup();
    await store.setSecret('oauth.github', github);
    expect(await store.getSecret('oauth.github', OAuth)).toEqual(github);
  });

  it('gives undefined for a secret that is not there', async () => {
    const { store } = setup();
    expect(await store.getSecret('missing', OAuth)).toBeUndefined();
  });

  it('refuses a secret that does not fit', async () => {
    const { store } = setup();
    await store.setSecret('k', { ...github, scopes: 'repo' });
    await expect(store.getSecret('k', OAuth)).rejects.toMatchObject({
      code: 'INVALID_SECRET',
      key: 'k',
      message: 'Secret k does not fit its schema: scopes (invalid_type). Set it anew, or correct the schema.',
    });
  });

  it('takes a text that is not JSON, or is null, as absent', async () => {
    const { provider, store } = setup();
    await provider.set([
      { key: 'damaged', text: '{"a":' },
      { key: 'null', text: 'null' },
    ]);
    expect(await store.getSecret('damaged', z.unknown())).toBeUndefined();
    expect(await store.getSecret('null', z.unknown())).toBeUndefined();
  });

  it('reads secrets that are falsy but not null', async () => {
    const { store } = setup();
    await store.setSecrets({ zero: 0, no: false, empty: '' });
    expect(await store.getSecret('zero', z.number())).toBe(0);
    expect(await store.getSecret('no', z.boolean())).toBe(false);
    expect(await store.getSecret('empty', z.string())).toBe('');
  });

  it.each([
    ['an empty key', ''],
    ['a key that is too long', 'k'.repeat(501)],
    ['a control character', 'a\nb'],
    ['a lone surrogate', '\ud800'],
    ['a key that is no text', 5],
  ])('refuses %s before asking anybody', async (_, key) => {
    const { provider, store } = setup();
    await expect(store.getSecret(key as string, OAuth)).rejects.toMatchObject({
      name: 'SecretStoreError',
      code: 'INVALID_INPUT',
      message: expect.stringContaining('Path: key'),
    });
    expect(provider.calls).toEqual([]);
  });

  it('throws what the provider throws', async () => {
    const { provider, store } = setup();
    const error = new SecretStoreError('PROVIDER_UNAVAILABLE', 'The provider does not answer.');
    provider.before = () => {
      throw error;
    };
    await expect(store.getSecret('k', OAuth)).rejects.toBe(error);
  });
});

describe('getSecretOrThrow', () => {
  it('reads a secret', async () => {
    const { store } = setup();
    await store.setSecret('oauth.github', github);
    expect(await store.getSecretOrThrow('oauth.github', OAuth)).toEqual(github);
  });

  it('names the key and the provider when there is no secret', async () => {
    const { store } = setup();
    await expect(store.getSecretOrThrow('oauth.github', OAuth)).rejects.toMatchObject({
      code: 'SECRET_NOT_FOUND',
      message: 'Unable to find secret oauth.github in memory',
      key: 'oauth.github',
    });
  });

  it('throws for a text that counts as absent', async () => {
    const { provider, store } = setup();
    await provider.set([{ key: 'damaged', text: 'nothing' }]);
    await expect(store.getSecretOrThrow('damaged', OAuth)).rejects.toMatchObject({ code: 'SECRET_NOT_FOUND' });
  });

  it('refuses a secret that does not fit', async () => {
    const { store } = setup();
    await store.setSecret('k', 'text');
    await expect(store.getSecretOrThrow('k', OAuth)).rejects.toMatchObject({ code: 'INVALID_SECRET' });
  });
});

describe('getSecrets', () => {
  it('reads several secrets in one call of the provider, each as its schema says', async () => {
    const { provider, store } = setup();
    await store.setSecrets({ github, port: '8080' });
    provider.calls.length = 0;
    const secrets = await store.getSecrets({
      github: OAuth,
      port: z.string().transform(Number),
      missing: z.string(),
    });
    expect(secrets).toEqual({ github, port: 8080, missing: undefined });
    expect(Object.keys(secrets)).toEqual(['github', 'port', 'missing']);
    expect(provider.calls).toEqual([{ method: 'get', keys: ['github', 'port', 'missing'] }]);
  });

  it('reads keys that objects have anyway', async () => {
    const { store } = setup();
    const keys = ['__proto__', 'constructor', 'toString'];
    await store.setSecrets(Object.fromEntries(keys.map((key) => [key, key])));
    const secrets = await store.getSecrets(Object.fromEntries(keys.map((key) => [key, z.string()])));
    expect(Object.entries(secrets)).toEqual(keys.map((key) => [key, key]));
  });

  it('throws when one of them does not fit, naming it', async () => {
    const { store } = setup();
    await store.setSecrets({ a: 1, b: 'two' });
    await expect(store.getSecrets({ a: z.number(), b: z.number() })).rejects.toMatchObject({
      code: 'INVALID_SECRET',
      key: 'b',
    });
  });

  it('asks nobody for nothing', async () => {
    const { provider, store } = setup();
    expect(await store.getSecrets({})).toEqual({});
    expect(provider.calls).toEqual([]);
  });

  it('takes 1000 keys and no more', async () => {
    const { provider, store } = setup();
    const schemas = (count: number): Record<string, z.ZodString> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, z.string()]));
    expect(Object.keys(await store.getSecrets(schemas(1000)))).toHaveLength(1000);
    await expect(store.getSecrets(schemas(1001))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('must not be more than 1000 at a time'),
    });
    expect(provider.calls).toHaveLength(1);
  });

  it('refuses a bad key among good ones, saying which', async () => {
    const { provider, store } = setup();
    const schemas = Object.fromEntries(['good', ''].map((key) => [key, z.string()]));
    await expect(store.getSecrets(schemas)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('Path: keys.1'),
    });
    expect(provider.calls).toEqual([]);
  });
});
