import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SecretStore } from '../src/index.ts';
import { FaultyProvider } from './support/faulty-provider.ts';

function setup(): { provider: FaultyProvider; store: SecretStore } {
  const provider = new FaultyProvider();
  return { provider, store: new SecretStore({ provider }) };
}

describe('deleteSecret', () => {
  it('deletes a secret and says whether there was one', async () => {
    const { store } = setup();
    await store.setSecret('k', 1);
    expect(await store.deleteSecret('k')).toBe(true);
    expect(await store.getSecret('k', z.unknown())).toBeUndefined();
    expect(await store.deleteSecret('k')).toBe(false);
  });

  it('refuses a bad key', async () => {
    const { provider, store } = setup();
    await expect(store.deleteSecret('')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(provider.calls).toEqual([]);
  });
});

describe('deleteSecrets', () => {
  it('deletes several in one call and says which were there', async () => {
    const { provider, store } = setup();
    await store.setSecrets({ a: 1, b: 2, c: 3 });
    provider.calls.length = 0;
    expect(await store.deleteSecrets(['a', 'missing', 'c'])).toEqual(['a', 'c']);
    expect(provider.methods).toEqual(['delete']);
    expect((await store.listSecretKeys()).keys).toEqual(['b']);
  });

  it('takes a key that is named twice as one', async () => {
    const { provider, store } = setup();
    await store.setSecret('a', 1);
    expect(await store.deleteSecrets(['a', 'a'])).toEqual(['a']);
    expect(provider.calls.at(-1)).toEqual({ method: 'delete', keys: ['a'] });
  });

  it('does nothing for nothing', async () => {
    const { provider, store } = setup();
    expect(await store.deleteSecrets([])).toEqual([]);
    expect(provider.calls).toEqual([]);
  });

  it('deletes none when a key is bad or there are too many', async () => {
    const { provider, store } = setup();
    await store.setSecret('a', 1);
    await expect(store.deleteSecrets(['a', 'b\0'])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('Path: keys.1'),
    });
    const many = Array.from({ length: 1001 }, (_, index) => `key-${index}`);
    await expect(store.deleteSecrets(many)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(provider.methods).toEqual(['set']);
  });
});
