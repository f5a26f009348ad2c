import * as fc from 'fast-check';
import type { Json } from '@kongflow/protocol';
import { expect, test } from 'vitest';
import { maskValue } from '../src/secrets/mask-value.ts';

test('shows members and types, and no value', () => {
  const value = { user: 'ada', port: 5432, tls: true, ca: null, hosts: ['a', { name: 'b' }], empty: {} };
  expect(maskValue(value, '****')).toEqual({
    user: '**** (string)',
    port: '**** (number)',
    tls: '**** (boolean)',
    ca: '**** (null)',
    hosts: ['**** (string)', { name: '**** (string)' }],
    empty: {},
  });
});

test('masks a text whatever its length', () => {
  expect(maskValue('x', '••••')).toBe(maskValue('x'.repeat(100), '••••'));
});

test('no value comes through, however deep', () => {
  const secret = 'hunter2';
  const leaf = fc.constantFrom<Json>(secret, `${secret}!`, 42_424_242);
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('tree')),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const shape = JSON.stringify(maskValue(value, '****'));
      expect(shape).not.toMatch(/hunter2|42424242/);
      expect(shape.match(/\*{4}/g)?.length ?? 0).toBe(JSON.stringify(value).match(/hunter2|42424242/g)?.length ?? 0);
    }),
  );
});
