import { describe, expect, it } from 'vitest';
import type { AuthenticatedEnvironment } from '../src/index.ts';
import { EnvironmentCache } from '../src/environment-cache.ts';

const epoch = new Date(0);

function environment(id: string, apiKey = 'tr_dev_a'): AuthenticatedEnvironment {
  const organization = {
    id: 'org',
    slug: 'org',
    title: 'Org',
    maximumExecutionTimePerRunInMs: 1,
    runsEnabled: true,
    createdAt: epoch,
    updatedAt: epoch,
  };
  const project = { id: 'p', slug: 'p', name: 'P', organizationId: 'org', createdAt: epoch, updatedAt: epoch };
  return {
    id,
    slug: 'dev',
    type: 'DEVELOPMENT',
    apiKey,
    pkApiKey: 'pk_dev_a',
    shortcode: 'calm-otter',
    autoEnableInternalSources: false,
    organizationId: 'org',
    projectId: 'p',
    orgMemberId: null,
    createdAt: epoch,
    updatedAt: epoch,
    organization,
    project,
  };
}

/** A cache on a clock of its own, which counts its loads. */
function setup(options = {}) {
  const clock = { now: 1_000 };
  const cache = new EnvironmentCache({ ttlMs: 100, maxEntries: 2, ...options }, () => clock.now);
  const loads: string[] = [];
  const get = (id: string): Promise<AuthenticatedEnvironment> =>
    cache.get(id, async () => {
      loads.push(id);
      return environment(id);
    });
  return { cache, clock, loads, get };
}

describe('EnvironmentCache', () => {
  it('loads once within the time to live', async () => {
    const { get, loads, clock } = setup();
    const first = await get('a');
    clock.now += 99;
    expect(await get('a')).toBe(first);
    clock.now += 1;
    expect(await get('a')).not.toBe(first);
    expect(loads).toEqual(['a', 'a']);
  });

  it('loads once for all who ask at the same time', async () => {
    const { get, loads } = setup();
    const [one, two] = await Promise.all([get('a'), get('a')]);
    expect(one).toBe(two);
    expect(loads).toEqual(['a']);
  });

  it('keeps no more than the maximum, the oldest goes first', async () => {
    const { get, loads } = setup();
    for (const id of ['a', 'b', 'c', 'c', 'b', 'a']) await get(id);
    expect(loads).toEqual(['a', 'b', 'c', 'a']);
  });

  it('does not keep a failed load', async () => {
    const { cache, get, loads } = setup();
    await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    await get('a');
    expect(loads).toEqual(['a']);
  });

  it('does not serve what was being loaded when the keys were replaced', async () => {
    const { cache } = setup();
    const { promise, resolve } = Promise.withResolvers<AuthenticatedEnvironment>();
    const stale = cache.get('a', () => promise);
    cache.invalidate('a');
    const fresh = await cache.get('a', async () => environment('a', 'tr_dev_new'));
    resolve(environment('a', 'tr_dev_old'));
    expect((await stale).apiKey).toBe('tr_dev_old');
    expect(await cache.get('a', () => Promise.reject(new Error('not cached')))).toBe(fresh);
  });

  it('a failed load does not remove the entry that replaced it', async () => {
    const { cache } = setup();
    const { promise, reject } = Promise.withResolvers<AuthenticatedEnvironment>();
    const failing = cache.get('a', () => promise);
    cache.invalidate('a');
    const fresh = await cache.get('a', async () => environment('a'));
    reject(new Error('late'));
    await expect(failing).rejects.toThrow('late');
    expect(await cache.get('a', () => Promise.reject(new Error('not cached')))).toBe(fresh);
  });

  it('is off with a time to live of 0', async () => {
    const { get, loads } = setup({ ttlMs: 0 });
    await get('a');
    await get('a');
    expect(loads).toEqual(['a', 'a']);
  });
});
