import { expect, test } from 'vitest';
import { percentile } from '../bench/support/percentile.ts';

test('the nearest rank is a value that was measured', () => {
  const values = [15, 20, 35, 40, 50];
  expect([5, 30, 40, 50, 100].map((percent) => percentile(values, percent))).toEqual([15, 20, 20, 35, 50]);
});

test('the order of the values does not matter, and they stay as they are', () => {
  const values = [3, 1, 2];
  expect(percentile(values, 50)).toBe(2);
  expect(values).toEqual([3, 1, 2]);
});

test('percent 0 is the smallest value, one value is every percentile, no value is none', () => {
  expect(percentile([7, 5], 0)).toBe(5);
  expect([1, 50, 99].map((percent) => percentile([4], percent))).toEqual([4, 4, 4]);
  expect(percentile([], 50)).toBeNaN();
});
