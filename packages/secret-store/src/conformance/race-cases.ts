import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { type ConformanceCase, conformanceCase, secretsOf } from './conformance-case.ts';

/** Many callers at a time. */
export const raceCases: readonly ConformanceCase[] = [
  conformanceCase('lets exactly one of two win each key with ifAbsent', async ({ provider, key, read }) => {
    const keys = Array.from({ length: 8 }, (_, index) => key(`key-${index}`));
    const [first, second] = await Promise.all([
      provider.set(secretsOf(keys, 'first'), { ifAbsent: true }),
      provider.set(secretsOf(keys.toReversed(), 'second'), { ifAbsent: true }),
    ]);
    assert.deepEqual([...first, ...second].toSorted(), keys);
    for (const won of first) assert.equal(await read(won), 'first');
    for (const won of second) assert.equal(await read(won), 'second');
  }),

  conformanceCase('ends with one of 20 values that are set at a time', async ({ provider, base, key, read }) => {
    const values = Array.from({ length: 20 }, (_, index) => ({ writer: index, payload: String(index).repeat(50) }));
    await Promise.all(values.map((value) => provider.set(secretsOf([key('contested')], value))));
    const last = await read(key('contested'));
    assert.ok(
      values.some((value) => isDeepStrictEqual(value, last)),
      'it is one of the values, unmixed',
    );
    assert.equal(await provider.count(base), 1);
  }),

  conformanceCase('takes batches over the same keys in any order at a time', async ({ provider, key, read }) => {
    const keys = Array.from({ length: 6 }, (_, index) => key(`key-${index}`));
    const orders = [keys, keys.toReversed(), keys.toSorted(), [...keys.slice(3), ...keys.slice(0, 3)]];
    const results = await Promise.all(orders.map((order, writer) => provider.set(secretsOf(order, { writer }))));
    for (const written of results) assert.deepEqual(written.toSorted(), keys);
    for (const each of keys) assert.ok(Object.hasOwn(Object(await read(each)), 'writer'));
  }),

  conformanceCase('lets one of many delete a secret', async ({ provider, key, put, read }) => {
    await put({ [key('once')]: 1 });
    const deleted = await Promise.all(Array.from({ length: 5 }, () => provider.delete([key('once')])));
    assert.deepEqual(deleted.flat(), [key('once')]);
    assert.equal(await read(key('once')), undefined);
  }),

  conformanceCase('reads an old or the new value while it is being replaced', async ({ provider, key, put, read }) => {
    const secret = key('secret');
    await put({ [secret]: 'old' });
    const [, ...seen] = await Promise.all([
      provider.set(secretsOf([secret], 'new')),
      ...Array.from({ length: 10 }, () => read(secret)),
    ]);
    for (const value of seen) assert.ok(value === 'old' || value === 'new', 'it is one of the two');
    assert.equal(await read(secret), 'new');
  }),
];
