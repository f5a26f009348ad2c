import { describe, expect, test } from 'vitest';
import { SecretStoreError } from '../../src/index.ts';
import { controlledCache } from './support/controlled-cache.ts';

const keysOf = (reads: readonly { keys: readonly string[] }[]): (readonly string[])[] => reads.map(({ keys }) => keys);

describe('a read', () => {
  test('is served from memory once the provider has answered it', async () => {
    const { provider, read } = controlledCache();
    const first = read('a', 'b');
    provider.read(0).answer({ a: '1', b: '2' });
    expect(await first).toEqual({ a: '1', b: '2' });
    expect(await read('a')).toEqual({ a: '1' });
    expect(await read('b', 'a')).toEqual({ a: '1', b: '2' });
    expect(keysOf(provider.reads)).toEqual([['a', 'b']]);
  });

  test('remembers keys that have no secret', async () => {
    const { provider, read } = controlledCache();
    const first = read('a', 'missing');
    provider.read(0).answer({ a: '1' });
    await first;
    expect(await read('missing')).toEqual({});
    expect(await read('missing', 'a')).toEqual({ a: '1' });
    expect(provider.reads).toHaveLength(1);
  });

  test('keeps an empty text apart from a missing one', async () => {
    const { provider, hold, read } = controlledCache();
    await hold({ empty: '' });
    expect(await read('empty')).toEqual({ empty: '' });
    expect(provider.reads).toHaveLength(1);
  });

  test('of many keys asks only for those that are neither held nor on their way, in one call', async () => {
    const { provider, hold, read } = controlledCache();
    await hold({ held: 'h', missing: undefined });
    const underWay = read('way1', 'way2');
    const batch = read('new1', 'held', 'way1', 'missing', 'new2');
    expect(keysOf(provider.reads).slice(1)).toEqual([
      ['way1', 'way2'],
      ['new1', 'new2'],
    ]);
    provider.read(2).answer({ new2: 'n2' });
    provider.read(1).answer({ way1: 'w1', way2: 'w2' });
    expect(await batch).toEqual({ held: 'h', way1: 'w1', new2: 'n2' });
    expect(await underWay).toEqual({ way1: 'w1', way2: 'w2' });
    expect(await read('new1', 'new2', 'way1', 'way2')).toEqual({ new2: 'n2', way1: 'w1', way2: 'w2' });
    expect(provider.reads).toHaveLength(3);
  });

  test('of no key asks for nothing', async () => {
    const { provider, read } = controlledCache();
    expect(await read()).toEqual({});
    expect(provider.reads).toHaveLength(0);
  });

  test('within a transaction goes past the cache, and leaves nothing in it', async () => {
    const { provider, cache, hold, read } = controlledCache();
    await hold({ a: 'held' });
    const tx = { client: {}, query: async () => ({ rows: [] }), afterCommit: () => undefined };
    const options = { tx: tx as never };
    const inside = cache.get(['a', 'b'], options);
    expect(provider.read(1)).toMatchObject({ keys: ['a', 'b'] });
    expect(provider.read(1).options).toBe(options);
    const outside = read('b');
    expect(provider.reads).toHaveLength(3);
    provider.read(1).answer({ a: 'inside', b: 'inside' });
    provider.read(2).answer({ b: 'outside' });
    expect(Object.fromEntries(await inside)).toEqual({ a: 'inside', b: 'inside' });
    expect(await outside).toEqual({ b: 'outside' });
    expect(await read('a', 'b')).toEqual({ a: 'held', b: 'outside' });
  });
});

describe('concurrent reads', () => {
  test('of one key make one query', async () => {
    const { provider, read } = controlledCache();
    const reads = Array.from({ length: 100 }, async () => read('a'));
    expect(keysOf(provider.reads)).toEqual([['a']]);
    provider.read(0).answer({ a: '1' });
    for (const text of await Promise.all(reads)) expect(text).toEqual({ a: '1' });
    expect(provider.reads).toHaveLength(1);
  });

  test('that overlap ask for every key once', async () => {
    const { provider, read } = controlledCache();
    const all = [read('a', 'b'), read('b', 'c'), read('c', 'd', 'a'), read('d')];
    expect(keysOf(provider.reads)).toEqual([['a', 'b'], ['c'], ['d']]);
    provider.read(2).answer({ d: '4' });
    provider.read(1).answer({});
    provider.read(0).answer({ a: '1', b: '2' });
    expect(await Promise.all(all)).toEqual([{ a: '1', b: '2' }, { b: '2' }, { a: '1', d: '4' }, { d: '4' }]);
  });

  test('that fail, fail together, and the next one asks again', async () => {
    const { provider, hold, read } = controlledCache();
    await hold({ other: 'o' });
    const failing = [read('a'), read('a', 'other'), read('b', 'a')];
    const unrelated = read('c');
    provider.read(2).answer({ b: '2' });
    provider.read(3).answer({ c: '3' });
    provider.read(1).fail(new SecretStoreError('PROVIDER_UNAVAILABLE', 'down'));
    for (const reading of failing) await expect(reading).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(await unrelated).toEqual({ c: '3' });

    const again = read('a', 'b');
    expect(keysOf(provider.reads).slice(4)).toEqual([['a']]);
    provider.read(4).answer({ a: '1' });
    expect(await again).toEqual({ a: '1', b: '2' });
  });

  test('that only share a batch with a damaged secret do not fail with it', async () => {
    const { provider, read } = controlledCache();
    const both = read('good', 'damaged');
    const good = [read('good'), read('good')];
    const damaged = read('damaged');
    provider.read(0).fail(new SecretStoreError('DAMAGED_SECRET', 'damaged', { key: 'damaged' }));
    await expect(both).rejects.toMatchObject({ code: 'DAMAGED_SECRET' });
    await expect(damaged).rejects.toMatchObject({ code: 'DAMAGED_SECRET' });
    expect(keysOf(provider.reads)).toEqual([['good', 'damaged'], ['good']]);
    provider.read(1).answer({ good: 'yes' });
    expect(await Promise.all(good)).toEqual([{ good: 'yes' }, { good: 'yes' }]);
  });

  test.each(['PROVIDER_DENIED', 'PROVIDER_REJECTED'] as const)(
    'that only share a batch with what is refused are not refused with it: %s',
    async (code) => {
      const { provider, read } = controlledCache();
      const both = read('mine', 'of-others');
      const mine = [read('mine'), read('mine')];
      // Parameter Store refuses all names of a request for one of them, and does not say which.
      provider.read(0).fail(new SecretStoreError(code, 'refused'));
      await expect(both).rejects.toMatchObject({ code });
      expect(keysOf(provider.reads)).toEqual([['mine', 'of-others'], ['mine']]);
      provider.read(1).answer({ mine: 'yes' });
      expect(await Promise.all(mine)).toEqual([{ mine: 'yes' }, { mine: 'yes' }]);
    },
  );

  test('of the same keys are refused together', async () => {
    const { provider, read } = controlledCache();
    const reads = [read('a', 'b'), read('b', 'a'), read('a', 'b')];
    provider.read(0).fail(new SecretStoreError('PROVIDER_DENIED', 'refused'));
    for (const reading of reads) await expect(reading).rejects.toMatchObject({ code: 'PROVIDER_DENIED' });
    expect(provider.reads).toHaveLength(1);
  });

  test('are not kept apart by a provider that throws instead of rejecting', async () => {
    const { provider, read } = controlledCache();
    const get = provider.get.bind(provider);
    provider.get = () => {
      throw new Error('at once');
    };
    await expect(read('a')).rejects.toThrow('at once');
    provider.get = get;
    const again = read('a');
    provider.read(0).answer({ a: '1' });
    expect(await again).toEqual({ a: '1' });
  });
});

test('everything but reads goes to the provider as it is', async () => {
  const { provider, cache } = controlledCache();
  const page = { prefix: 'p', after: null, limit: 10 };
  expect([await cache.list(page), await cache.count('p')]).toEqual([['listed'], 42]);
  expect(await cache.set([{ key: 'a', text: '1' }], { ifAbsent: true })).toEqual(['a']);
  expect(await cache.delete(['a', 'b'])).toEqual(['a', 'b']);
  expect(provider.calls).toEqual([
    ['list', page, {}],
    ['count', 'p', {}],
    ['set', [{ key: 'a', text: '1' }], { ifAbsent: true }],
    ['delete', ['a', 'b'], {}],
  ]);
  expect([cache.name, cache.database]).toEqual(['controlled', null]);
});
