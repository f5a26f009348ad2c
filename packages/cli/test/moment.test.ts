import { expect, test } from 'vitest';
import { AgeOption, MomentOption } from '../src/moment.ts';

test.each([
  ['90m', 90 * 60_000],
  ['12h', 12 * 3_600_000],
  ['400d', 400 * 86_400_000],
  ['2w', 14 * 86_400_000],
])('takes %s for an age', (text, ms) => {
  expect(AgeOption.parse(text)).toBe(ms);
});

test.each(['', '1', 'd', '-1d', '1.5d', '1y', '1 d', '2026-01-01'])(
  'refuses the age %j and says what one is',
  (text) => {
    expect(AgeOption.safeParse(text).error?.issues[0]?.message).toContain('400d');
  },
);

test.each([
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T12:30', '2026-01-31T12:30:00.000Z'],
  ['2026-01-31T12:30:15.250', '2026-01-31T12:30:15.250Z'],
  ['2026-01-31T12:30:00Z', '2026-01-31T12:30:00.000Z'],
  ['2026-01-31T12:30:00+02:00', '2026-01-31T10:30:00.000Z'],
])('reads the date %s as %s, in UTC without an offset', (text, iso) => {
  expect(MomentOption.parse(text).toISOString()).toBe(iso);
});

test('reads an age as how long ago it was', () => {
  const before = Date.now();
  const moment = MomentOption.parse('7d').getTime();
  expect(moment).toBeGreaterThanOrEqual(before - 7 * 86_400_000);
  expect(moment).toBeLessThanOrEqual(Date.now() - 7 * 86_400_000);
});

test.each(['yesterday', '2026', '2026-13-01', '2026-02-30', '2026-01-31 12:00', '1767225600', '31.01.2026'])(
  'refuses the date %j and says what one is',
  (text) => {
    expect(MomentOption.safeParse(text).error?.issues[0]?.message).toContain('2026-01-31');
  },
);
