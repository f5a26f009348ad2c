import assert from 'node:assert/strict';
import { type ConformanceCase, conformanceCase, secretsOf } from './conformance-case.ts';

/** Several secrets in one call, and what a call returns. */
export const batchCases: readonly ConformanceCase[] = [
  conformanceCase('finds nothing where nothing was stored', async ({ provider, base, key }) => {
    assert.equal((await provider.get([key('missing')])).size, 0);
    assert.deepEqual(await provider.delete([key('missing')]), []);
    assert.deepEqual(await provider.list({ prefix: base, after: null, limit: 10 }), []);
    assert.equal(await provider.count(base), 0);
  }),

  conformanceCase('reads those of several keys that have a secret', async ({ provider, key, put }) => {
    await put({ [key('a')]: 1, [key('c')]: { c: 3 }, [key('not-asked-for')]: 4 });
    const texts = await provider.get([key('c'), key('b'), key('a'), key('a/deeper')]);
    assert.deepEqual(
      new Map(Array.from(texts, ([name, text]) => [name, JSON.parse(text) as unknown])),
      new Map<string, unknown>([
        [key('a'), 1],
        [key('c'), { c: 3 }],
      ]),
    );
  }),

  conformanceCase('takes empty batches', async ({ provider, base }) => {
    assert.equal((await provider.get([])).size, 0);
    assert.deepEqual(await provider.set([]), []);
    assert.deepEqual(await provider.set([], { ifAbsent: true }), []);
    assert.deepEqual(await provider.delete([]), []);
    assert.equal(await provider.count(base), 0);
  }),

  conformanceCase('stores, reads, lists and deletes 120 secrets at a time', async ({ provider, base, key, put }) => {
    const values = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [key(`key-${index}`), { index }]));
    const keys = Object.keys(values);
    assert.deepEqual(sorted(await put(values)), sorted(keys));
    const texts = await provider.get(keys);
    assert.deepEqual(
      Object.fromEntries(Array.from(texts, ([name, text]) => [name, JSON.parse(text) as unknown])),
      values,
    );
    assert.equal(await provider.count(base), 120);
    assert.deepEqual(await provider.list({ prefix: base, after: null, limit: 1001 }), sorted(keys));
    assert.deepEqual(sorted(await provider.delete(keys)), sorted(keys));
    assert.equal((await provider.get(keys)).size, 0);
    assert.equal(await provider.count(base), 0);
  }),

  conformanceCase('says which secrets were written: all, also those that were there', async ({ key, put }) => {
    assert.deepEqual(await put({ [key('a')]: 1 }), [key('a')]);
    assert.deepEqual(sorted(await put({ [key('a')]: 2, [key('b')]: 2 })), [key('a'), key('b')]);
  }),

  conformanceCase(
    'writes with ifAbsent only what is not there, and says what',
    async ({ provider, key, put, read }) => {
      await put({ [key('there')]: 'old' });
      const keys = [key('new'), key('there'), key('other')];
      const written = await provider.set(secretsOf(keys, 'new'), { ifAbsent: true });
      assert.deepEqual(sorted(written), [key('new'), key('other')]);
      assert.equal(await read(key('there')), 'old');
      assert.equal(await read(key('new')), 'new');
      assert.equal(await read(key('other')), 'new');
      assert.deepEqual(await provider.set(secretsOf(keys, 'newer'), { ifAbsent: true }), []);
      assert.equal(await read(key('new')), 'new');
    },
  ),

  conformanceCase('takes options that say what is so anyway', async ({ provider, base, key, put, read }) => {
    await put({ [key('a')]: 'old' });
    const options = { tx: undefined };
    assert.deepEqual(await provider.set(secretsOf([key('a')], 'new'), { ...options, ifAbsent: false }), [key('a')]);
    assert.equal(await read(key('a')), 'new');
    assert.equal((await provider.get([key('a')], options)).size, 1);
    assert.deepEqual(await provider.list({ prefix: base, after: null, limit: 10 }, options), [key('a')]);
    assert.equal(await provider.count(base, options), 1);
    assert.deepEqual(await provider.delete([key('a')], options), [key('a')]);
  }),

  conformanceCase('writes with ifAbsent what was deleted', async ({ provider, key, put, read }) => {
    await put({ [key('gone')]: 'old' });
    await provider.delete([key('gone')]);
    assert.deepEqual(await provider.set(secretsOf([key('gone')], 'new'), { ifAbsent: true }), [key('gone')]);
    assert.equal(await read(key('gone')), 'new');
  }),

  conformanceCase('says which secrets it has deleted, and none when repeated', async ({ provider, key, put, read }) => {
    await put({ [key('a')]: 1, [key('b')]: 2, [key('kept')]: 3 });
    assert.deepEqual(sorted(await provider.delete([key('a'), key('missing'), key('b')])), [key('a'), key('b')]);
    assert.deepEqual(await provider.delete([key('a'), key('missing'), key('b')]), []);
    assert.equal(await read(key('a')), undefined);
    assert.equal(await read(key('kept')), 3);
  }),
];

function sorted(keys: readonly string[]): string[] {
  return keys.toSorted();
}
