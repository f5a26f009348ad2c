import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DateSchema } from '../src/index.ts';

describe('DateSchema', () => {
  it('takes dates of the years 1 to 9999 in every form, and copies', () => {
    const min = new Date('0001-01-01T00:00:00Z');
    const max = new Date('9999-12-31T23:59:59.999Z');
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
        expect(DateSchema.parse(date)).toEqual(date);
        expect(DateSchema.parse(date.toISOString())).toEqual(date);
        expect(DateSchema.parse(date.getTime())).toEqual(date);
      }),
    );
  });

  it.each([
    null,
    undefined,
    true,
    '',
    'soon',
    Number.NaN,
    8.64e15,
    '+010000-01-01T00:00:00Z',
    new Date(Number.NaN),
    {},
  ])('refuses %o', (value) => {
    expect(DateSchema.safeParse(value).error?.issues[0]?.message).toBe('must be a date');
  });
});
