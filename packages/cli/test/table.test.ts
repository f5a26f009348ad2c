import { expect, test } from 'vitest';
import { formatTable } from '../src/table.ts';

test('pads every column but the last', () => {
  expect(
    formatTable([
      ['a', 'bbb', 'c'],
      ['aa', 'b', ''],
    ]),
  ).toBe('a   bbb  c\naa  b\n');
});

test('makes nothing of no rows', () => {
  expect(formatTable([])).toBe('');
});
