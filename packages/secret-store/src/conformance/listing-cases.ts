import assert from 'node:assert/strict';
import type { SecretProvider } from '../providers/provider.ts';
import { type ConformanceCase, conformanceCase, inByteOrder, type Scenario } from './conformance-case.ts';

/** Neither in the order of UTF-16, nor in that of a dictionary, nor in that of their making. */
const mixedNames = [
  '～',
  '🔐',
  'z',
  'a',
  'B',
  'b',
  'A',
  'é',
  'e',
  'a/b',
  'a.b',
  'a-b',
  'ab',
  'a b',
  '_',
  '~',
  '0',
  '10',
  '9',
  '\ue000',
  '\ud7ff',
  '\u{10ffff}',
  '\uffff',
  '\u{10000}',
  'ß',
  'ss',
];

/** Pages of keys, and counts. */
export const listingCases: readonly ConformanceCase[] = [
  conformanceCase('lists in the order of UTF-8 bytes', async (scenario) => {
    const { provider, base } = scenario;
    const keys = await putNames(scenario, mixedNames);
    assert.deepEqual(await provider.list({ prefix: base, after: null, limit: 100 }), inByteOrder(keys));
    assert.ok(keys.indexOf(base + '～') < keys.indexOf(base + '🔐'));
    assert.notDeepEqual(keys.toSorted(), inByteOrder(keys), 'this case tells the two orders apart');
  }),

  ...[1, 2, 7, 26, 27].map((limit) =>
    conformanceCase(`lists in pages of ${limit} without gaps or repeats`, async (scenario) => {
      const keys = await putNames(scenario, mixedNames);
      const pages = await listPages(scenario.provider, scenario.base, limit);
      assert.deepEqual(pages.flat(), inByteOrder(keys));
      assert.ok(pages.every((page) => page.length <= limit));
    }),
  ),

  conformanceCase('goes on after a key that does not exist', async (scenario) => {
    const { provider, base, key } = scenario;
    await putNames(scenario, ['b', 'd', 'f']);
    const after = async (name: string): Promise<readonly string[]> =>
      provider.list({ prefix: base, after: base + name, limit: 10 });
    assert.deepEqual(await after('c'), [key('d'), key('f')]);
    assert.deepEqual(await after('a'), [key('b'), key('d'), key('f')]);
    assert.deepEqual(await after('b'), [key('d'), key('f')]);
    assert.deepEqual(await after('b/'), [key('d'), key('f')]);
    assert.deepEqual(await after('f'), []);
    assert.deepEqual(await after('🔐'), []);
  }),

  conformanceCase('goes on after a key that was deleted meanwhile', async (scenario) => {
    const { provider, base, key } = scenario;
    await putNames(scenario, ['a', 'b', 'c']);
    await provider.delete([key('b')]);
    assert.deepEqual(await provider.list({ prefix: base, after: key('b'), limit: 10 }), [key('c')]);
  }),

  conformanceCase('takes a place to go on from that is outside of the prefix', async (scenario) => {
    const { provider, key } = scenario;
    await putNames(scenario, ['a', 'm/1', 'm/2', 'z']);
    const after = async (name: string): Promise<readonly string[]> =>
      provider.list({ prefix: key('m/'), after: key(name), limit: 10 });
    assert.deepEqual(await after('a'), [key('m/1'), key('m/2')]);
    assert.deepEqual(await after('m'), [key('m/1'), key('m/2')]);
    assert.deepEqual(await after('z'), []);
  }),

  conformanceCase('takes a prefix that is a key itself', async (scenario) => {
    const { provider, key } = scenario;
    await putNames(scenario, ['a', 'ab', 'ab/c', 'abc', 'b']);
    assert.deepEqual(
      await provider.list({ prefix: key('ab'), after: null, limit: 10 }),
      ['ab', 'ab/c', 'abc'].map(key),
    );
    assert.deepEqual(await provider.list({ prefix: key('ab'), after: key('ab'), limit: 10 }), ['ab/c', 'abc'].map(key));
    assert.equal(await provider.count(key('ab')), 3);
  }),

  conformanceCase('takes a prefix that ends inside of a name', async (scenario) => {
    const { provider, key } = scenario;
    await putNames(scenario, ['team/alpha/one', 'team/alpha/two', 'team/alpine', 'team/beta', 'teams']);
    assert.deepEqual(
      await provider.list({ prefix: key('team/alp'), after: null, limit: 10 }),
      ['team/alpha/one', 'team/alpha/two', 'team/alpine'].map(key),
    );
    assert.equal(await provider.count(key('team/alp')), 3);
    assert.equal(await provider.count(key('team')), 5);
  }),

  conformanceCase('lists and counts every key for an empty prefix', async (scenario) => {
    const { provider } = scenario;
    const keys = await putNames(scenario, ['a', 'b/c']);
    const all = (await listPages(provider, '', 1000)).flat();
    assert.deepEqual(
      all.filter((key) => keys.includes(key)),
      keys,
    );
    assert.deepEqual(all, inByteOrder(all));
    assert.ok((await provider.count('')) >= 2);
  }),

  conformanceCase('counts by prefix as secrets come and go', async ({ provider, base, key, put }) => {
    await put({ [key('a/1')]: 1, [key('a/2')]: 1, [key('b')]: 1 });
    assert.equal(await provider.count(base), 3);
    assert.equal(await provider.count(key('a/')), 2);
    assert.equal(await provider.count(key('missing')), 0);
    await put({ [key('a/1')]: 'again' });
    assert.equal(await provider.count(key('a/')), 2);
    await provider.delete([key('a/1')]);
    assert.equal(await provider.count(key('a/')), 1);
  }),
];

async function putNames({ key, put }: Scenario, names: readonly string[]): Promise<readonly string[]> {
  const keys = names.map(key);
  await put(Object.fromEntries(keys.map((each) => [each, 1])));
  return keys;
}

async function listPages(provider: SecretProvider, prefix: string, limit: number): Promise<(readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  for (let after: string | null = null; ;) {
    const page: readonly string[] = await provider.list({ prefix, after, limit });
    const last = page.at(-1);
    if (last === undefined) return pages;
    pages.push(page);
    after = last;
  }
}
