import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CachedSecretProvider, type SecretStore } from '../../src/index.ts';
import { setup } from './setup.ts';

const bundle = setup();

function cachedStore(): { store: SecretStore; cache: CachedSecretProvider } {
  const { provider, storeWith } = bundle();
  const cache = new CachedSecretProvider({ provider });
  return { cache, store: storeWith({ provider: cache }) };
}

describe('SecretStore over a cache', () => {
  it('leaves an entry for each read, also for those that are served from memory', async () => {
    const { store, cache } = cachedStore();
    await store.setSecret('k', 1);
    for (let round = 0; round < 3; round += 1) expect(await store.getSecret('k', z.number())).toBe(1);
    expect(await store.getSecret('missing', z.number())).toBeUndefined();
    expect(cache.stats()).toMatchObject({ hits: 2 });
    expect(await bundle().entries()).toEqual([
      'ada set k ok',
      'ada get k ok',
      'ada get k ok',
      'ada get k ok',
      'ada get missing not_found',
    ]);
    await cache.close();
  });

  it('hands out no value from memory either when its entry cannot be stored', async () => {
    const { store, cache } = cachedStore();
    await store.setSecret('k', 1);
    await store.getSecret('k', z.number());
    bundle().audit.fail = () => new Error('The log is full.');
    await expect(store.getSecret('k', z.number())).rejects.toThrow('The log is full.');
    await cache.close();
  });

  it('reads what was written with an entry, and what was not undone with it', async () => {
    const { store, cache } = cachedStore();
    await store.setSecret('k', 'old');
    expect(await store.getSecret('k', z.string())).toBe('old');
    await store.setSecret('k', 'new');
    expect(await store.getSecret('k', z.string())).toBe('new');

    const { audit } = bundle();
    audit.fail = (records) => (records.some(({ result }) => result === 'ok') ? new Error('full') : undefined);
    await expect(store.setSecret('k', 'newer')).rejects.toThrow('full');
    await expect(store.deleteSecret('k')).rejects.toThrow('full');
    audit.fail = undefined;
    expect(await store.getSecret('k', z.string())).toBe('new');

    expect(await store.deleteSecret('k')).toBe(true);
    expect(await store.getSecret('k', z.string())).toBeUndefined();
    await cache.close();
  });

  it("sees the writes of the caller's transaction in it, and others once it is committed", async () => {
    const { database } = bundle();
    const { store, cache } = cachedStore();
    await store.setSecret('k', 'old');
    await database.transaction(async (tx) => {
      expect(await store.getSecret('k', z.string())).toBe('old');
      await store.setSecret('k', 'new', { tx });
      expect(await store.getSecret('k', z.string(), { tx })).toBe('new');
      expect((await cache.get(['k'])).get('k')).toBe('"old"');
    });
    expect(await store.getSecret('k', z.string())).toBe('new');
    await cache.close();
  });
});
