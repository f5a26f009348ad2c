import assert from 'node:assert/strict';
import { type ConformanceCase, conformanceCase, inByteOrder } from './conformance-case.ts';

/** Names that some backend would take for something else: a path, a wildcard, an escape, an option. */
const awkwardNames = [
  'a/b',
  'a//b',
  'a/',
  'a//',
  'a/./b',
  'a/../b',
  '..',
  '.',
  './a',
  'a.b',
  '.hidden',
  'a:b',
  'a%b',
  'a%2Fb',
  'a%252Fb',
  '%',
  '%41',
  'a_b',
  'axb',
  'a+b',
  'a b',
  ' a',
  'a ',
  '  ',
  'a=b',
  'a==',
  'a*',
  '*',
  'a?b=c&d=e',
  'a#b',
  'a\\b',
  'a\\',
  'a\\_b',
  "a'b",
  'a"b',
  'a`b',
  'a$b',
  '${a}',
  '{a}',
  '[a]',
  '(a)',
  'a|b',
  'a;b',
  'a,b',
  'a@b',
  'a!b',
  'a~b',
  'a^b',
  '<a>',
  '-a',
  '--',
  'data',
  'metadata',
  'é',
  'e\u0301',
  'ß',
  'SS',
  'ключ',
  '鍵',
  '🔐',
  '👩‍👩‍👧',
  '\u00a0',
  '\u200b',
  '\ufeff',
  '\uffff',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  '0',
  '00',
  '-1',
  '1e3',
  'connection/token/github-Zm9v+bar/baz==',
];

/** Keys are taken as they are. */
export const keyCases: readonly ConformanceCase[] = [
  conformanceCase('takes every valid key as it is', async ({ provider, base, key, put }) => {
    const keys = awkwardNames.map(key);
    await put(Object.fromEntries(awkwardNames.map((name) => [key(name), { name }])));
    const texts = await provider.get(keys);
    const found = keys.map((each) => JSON.parse(texts.get(each) ?? 'null') as unknown);
    assert.deepEqual(
      found,
      awkwardNames.map((name) => ({ name })),
    );
    assert.deepEqual(await provider.list({ prefix: base, after: null, limit: 1000 }), inByteOrder(keys));
    assert.equal(await provider.count(base), keys.length);
    assert.deepEqual(inByteOrder(await provider.delete(keys)), inByteOrder(keys));
    assert.equal(await provider.count(base), 0);
  }),

  conformanceCase('lists and counts by each of them as a prefix', async ({ provider, key, put }) => {
    const keys = awkwardNames.map(key);
    await put(Object.fromEntries(keys.map((each) => [each, 1])));
    for (const prefix of [
      'a/',
      'a//',
      '%',
      'a%',
      'a_',
      '_',
      '*',
      'a*',
      'a\\',
      '.',
      '..',
      ' ',
      '\u{1f510}',
      'e',
      '__',
    ].map(key)) {
      const expected = inByteOrder(keys.filter((each) => each.startsWith(prefix)));
      assert.deepEqual(await provider.list({ prefix, after: null, limit: 1000 }), expected, `prefix ${prefix}`);
      assert.equal(await provider.count(prefix), expected.length, `prefix ${prefix}`);
    }
  }),

  conformanceCase('takes keys that start with a separator', async ({ provider, base, own, put, read }) => {
    const name = base.slice(0, -1);
    const keys = [`/${name}`, `//${name}`, `./${name}`, `../${name}`, ` ${name}`, `%2F${name}`].map(own);
    await put(Object.fromEntries(keys.map((key) => [key, { key }])));
    for (const key of keys) {
      assert.deepEqual(await read(key), { key });
      assert.deepEqual(await provider.list({ prefix: key, after: null, limit: 10 }), [key]);
    }
    assert.equal(await read(name), undefined);
    assert.deepEqual(inByteOrder(await provider.delete(keys)), inByteOrder(keys));
  }),

  conformanceCase('takes keys of 500 characters, whatever their bytes', async ({ provider, base, key, put, read }) => {
    const room = 500 - base.length;
    const names = [
      'x'.repeat(room),
      'x'.repeat(room - 1),
      '値'.repeat(room),
      '🔐'.repeat(Math.floor(room / 2)),
      '%'.repeat(room),
    ];
    const keys = names.map(key);
    await put(Object.fromEntries(keys.map((each, index) => [each, index])));
    for (const [index, each] of keys.entries()) assert.equal(await read(each), index);
    assert.deepEqual(await provider.list({ prefix: base, after: null, limit: 10 }), inByteOrder(keys));
    assert.deepEqual(await provider.list({ prefix: key(names[0] ?? ''), after: null, limit: 10 }), [keys[0]]);
  }),

  conformanceCase('takes very deep paths', async ({ provider, base, key, put, read }) => {
    const deep = key('a/'.repeat(100) + 'end');
    const deeper = key('a/'.repeat(200) + 'end');
    await put({ [deep]: 'deep', [deeper]: 'deeper' });
    assert.equal(await read(deep), 'deep');
    assert.equal(await read(deeper), 'deeper');
    assert.deepEqual(await provider.list({ prefix: base, after: null, limit: 10 }), inByteOrder([deep, deeper]));
    assert.deepEqual(await provider.list({ prefix: key('a/'.repeat(150)), after: null, limit: 10 }), [deeper]);
  }),

  conformanceCase('keeps a key and the keys below it apart', async ({ provider, key, put, read }) => {
    const keys = [key('app'), key('app/'), key('app/db'), key('app/db/password'), key('application')];
    await put(Object.fromEntries(keys.map((each) => [each, { each }])));
    for (const each of keys) assert.deepEqual(await read(each), { each });
    await provider.delete([key('app'), key('app/db')]);
    assert.equal(await read(key('app')), undefined);
    assert.deepEqual(await read(key('app/db/password')), { each: key('app/db/password') });
    assert.deepEqual(await provider.list({ prefix: key('app'), after: null, limit: 10 }), [
      key('app/'),
      key('app/db/password'),
      key('application'),
    ]);
  }),

  conformanceCase('keeps keys apart that differ by case only', async ({ provider, base, key, put, read }) => {
    await put({ [key('Key')]: 'Key', [key('key')]: 'key', [key('KEY')]: 'KEY' });
    for (const name of ['Key', 'key', 'KEY']) assert.equal(await read(key(name)), name);
    assert.deepEqual(await provider.list({ prefix: base, after: null, limit: 10 }), [
      key('KEY'),
      key('Key'),
      key('key'),
    ]);
    assert.deepEqual(await provider.list({ prefix: key('K'), after: null, limit: 10 }), [key('KEY'), key('Key')]);
    assert.deepEqual(await provider.delete([key('KEY')]), [key('KEY')]);
    assert.equal(await read(key('key')), 'key');
  }),

  conformanceCase('does not normalize', async ({ provider, key, put, read }) => {
    await put({ [key('caf\u00e9')]: 'one character', [key('cafe\u0301')]: 'two characters' });
    assert.equal(await read(key('caf\u00e9')), 'one character');
    assert.equal(await read(key('cafe\u0301')), 'two characters');
    assert.equal(await provider.count(key('caf')), 2);
  }),
];
