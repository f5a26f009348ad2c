import { expect, test } from 'vitest';
import { within } from '../src/within.ts';

test('tells whether a promise settled in time, however it settled', async () => {
  expect(await within(600_000, Promise.resolve())).toBe(true);
  expect(await within(600_000, Promise.reject(new Error('no')))).toBe(true);
  expect(await within(1, new Promise(() => undefined))).toBe(false);
});
