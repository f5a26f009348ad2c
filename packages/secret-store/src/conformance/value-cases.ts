import assert from 'node:assert/strict';
import { type ConformanceCase, conformanceCase } from './conformance-case.ts';

const values: Readonly<Record<string, unknown>> = {
  'a flat object': { clientId: 'id', clientSecret: 'secret' },
  'a nested object': { oauth: { scopes: ['read:user', 'repo'], expires: { in: 3600, at: null } }, enabled: true },
  'an empty object': {},
  'an empty array': [],
  'an array of everything': [null, true, false, 0, -1.5, 1e21, '', 'text', [[]], {}],
  'a text': 'just a text',
  'an empty text': '',
  'a text with quotes, backslashes and line breaks': 'a "quoted" \\ text\n\r\tand \u0001 control\u007f',
  'a text with NUL': 'before\u0000after',
  'halves of surrogate pairs': '\udc00\ud800',
  'a text that looks like JSON': '{"not":"parsed"}',
  'texts of many scripts': { ключ: 'значение', 鍵: '値', emoji: '🔐👩‍👩‍👧', combining: 'e\u0301', لغة: 'عربي', wide: '～' },
  'a whole number': 42,
  'a fraction': -0.125,
  'a fraction of 17 digits': 0.12345678901234568,
  'the largest safe number': Number.MAX_SAFE_INTEGER,
  true: true,
  false: false,
  'names that objects have anyway': JSON.parse('{"__proto__":{"a":1},"constructor":"c","toString":1}') as unknown,
  '3 kB': { key: 'k'.repeat(3000) },
  '3 kB in many members': Object.fromEntries(
    Array.from({ length: 120 }, (_, index) => [`name${index}`, 'v'.repeat(13)]),
  ),
  'deep nesting': Array.from({ length: 60 }).reduce<unknown>((inner) => ({ inner }), 'the end'),
};

/** What is stored is what is read. */
export const valueCases: readonly ConformanceCase[] = [
  ...Object.entries(values).map(([what, value]) =>
    conformanceCase(`gives back ${what}`, async ({ key, put, read }) => {
      await put({ [key('value')]: value });
      assert.deepEqual(await read(key('value')), value);
    }),
  ),

  conformanceCase('replaces a secret as a whole', async ({ key, put, read }) => {
    const secret = key('secret');
    await put({ [secret]: { old: 1, kept: 1 } });
    await put({ [secret]: { kept: 2 } });
    assert.deepEqual(await read(secret), { kept: 2 });
    await put({ [secret]: 'of another type' });
    assert.equal(await read(secret), 'of another type');
  }),

  conformanceCase('stores a secret again after it was deleted', async ({ provider, key, put, read }) => {
    const secret = key('secret');
    await put({ [secret]: 'first' });
    await provider.delete([secret]);
    assert.equal(await read(secret), undefined);
    await put({ [secret]: 'second' });
    assert.equal(await read(secret), 'second');
    assert.deepEqual(await provider.list({ prefix: secret, after: null, limit: 10 }), [secret]);
  }),
];
