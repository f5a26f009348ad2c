import { assert, array, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CacheLimits, CachedSecretProvider, MemorySecretProvider } from '../../src/index.ts';
import { controlledCache } from './support/controlled-cache.ts';

function fakeClock(): { now: () => number; advance: (ms: number) => void } {
  let now = 1_000_000;
  return { now: () => now, advance: (ms) => (now += ms) };
}

test('a secret is served until its time is over, however often it is read', async () => {
  const clock = fakeClock();
  const { hold, asksFor, read } = controlledCache({ clock, ttlMs: 1000 });
  await hold({ a: '1' });
  clock.advance(600);
  expect(await read('a')).toEqual({ a: '1' });
  clock.advance(400);
  expect(await asksFor('a')).toBe(false);
  clock.advance(1);
  expect(await asksFor('a')).toBe(true);
});

test('a missing secret has a time of its own', async () => {
  const clock = fakeClock();
  const { hold, asksFor } = controlledCache({ clock, ttlMs: 1000, negativeTtlMs: 100 });
  await hold({ a: '1', missing: undefined });
  clock.advance(100);
  expect(await asksFor('missing')).toBe(false);
  clock.advance(1);
  expect(await asksFor('missing')).toBe(true);
  expect(await asksFor('a')).toBe(false);
});

test('by default it is a minute for secrets and five seconds for missing ones', async () => {
  const clock = fakeClock();
  const { hold, asksFor } = controlledCache({ clock });
  await hold({ a: '1', missing: undefined });
  clock.advance(5000);
  expect(await asksFor('missing')).toBe(false);
  clock.advance(1);
  expect(await asksFor('missing')).toBe(true);
  clock.advance(54_999);
  expect(await asksFor('a')).toBe(false);
  clock.advance(1);
  expect(await asksFor('a')).toBe(true);
});

test('of more secrets than there is room for, the one that was not read for longest goes', async () => {
  const { hold, read, asksFor, cache } = controlledCache({ maxEntries: 2 });
  await hold({ a: '1' });
  await hold({ b: '2' });
  await read('a');
  await hold({ c: '3' });
  expect(await asksFor('a')).toBe(false);
  expect(await asksFor('c')).toBe(false);
  expect(await asksFor('b')).toBe(true);
  expect(cache.stats().entries).toBe(2);
});

test('asking for keys that do not exist drives no secret out, and is bounded itself', async () => {
  const { hold, asksFor, cache } = controlledCache({ maxEntries: 2, maxNegativeEntries: 3 });
  await hold({ a: '1', b: '2' });
  for (let i = 0; i < 50; i += 1) await hold({ [`probe-${i}`]: undefined });
  expect(cache.stats()).toMatchObject({ entries: 2, negativeEntries: 3 });
  expect(await asksFor('a', 'b')).toBe(false);
  expect(await asksFor('probe-49', 'probe-48', 'probe-47')).toBe(false);
  expect(await asksFor('probe-46')).toBe(true);
});

test('with room for none, missing secrets are asked for each time', async () => {
  const { hold, asksFor, cache } = controlledCache({ maxNegativeEntries: 0 });
  await hold({ a: '1', missing: undefined });
  expect(await asksFor('missing')).toBe(true);
  expect(await asksFor('a')).toBe(false);
  expect(cache.stats().negativeEntries).toBe(0);
});

test('the memory is bounded by size too; what is larger than all of it is not held', async () => {
  const { hold, asksFor, cache } = controlledCache({ maxBytes: 40 });
  await hold({ a: '123456789' });
  await hold({ b: '123456789' });
  expect(cache.stats().entries).toBe(2);
  await hold({ c: '1' });
  expect(cache.stats().entries).toBe(2);
  expect(await asksFor('a')).toBe(true);
  await hold({ b: '1', large: 'x'.repeat(20) });
  expect(await asksFor('large')).toBe(true);
});

test('whatever is read and written, the bounds hold and a read gives what is stored', async () => {
  const step = record({
    action: constantFrom('get', 'set', 'delete', 'pass'),
    key: constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    value: integer({ min: 0, max: 200 }),
  });
  await assert(
    asyncProperty(array(step, { maxLength: 100 }), async (steps) => {
      const clock = fakeClock();
      const provider = new MemorySecretProvider();
      const limits = { maxEntries: 3, maxNegativeEntries: 2, maxBytes: 500, ttlMs: 100, negativeTtlMs: 50 };
      const cache = new CachedSecretProvider({ provider, clock, ...limits });
      for (const { action, key, value } of steps) {
        if (action === 'set') await cache.set([{ key, text: 'x'.repeat(value) }]);
        if (action === 'delete') await cache.delete([key]);
        if (action === 'pass') clock.advance(value);
        expect(await cache.get([key, 'a'])).toEqual(await provider.get([key, 'a']));
        const { entries, negativeEntries } = cache.stats();
        expect(entries).toBeLessThanOrEqual(3);
        expect(negativeEntries).toBeLessThanOrEqual(2);
      }
    }),
  );
});

describe('a limit that makes no sense is refused', () => {
  const wrong: [keyof CacheLimits, unknown][] = [
    ['ttlMs', 0],
    ['ttlMs', 2 ** 31],
    ['ttlMs', Number.NaN],
    ['maxEntries', 0],
    ['maxEntries', 1.5],
    ['maxEntries', 1_000_001],
    ['maxBytes', -1],
    ['negativeTtlMs', 0],
    ['maxNegativeEntries', -1],
    ['maxNegativeEntries', 1_000_001],
    ['maxNegativeEntries', Number.POSITIVE_INFINITY],
  ];
  test.each(wrong)('%s: %d', (limit, value) => {
    expect(() => controlledCache({ [limit]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining(limit) }),
    );
  });

  test('while undefined is the default', () => {
    expect(() =>
      controlledCache({ ttlMs: undefined, maxBytes: undefined, maxNegativeEntries: undefined }),
    ).not.toThrow();
  });
});
