import { describe, expect, it } from 'vitest';
import { byVersion, isNumbered, isStepForward } from '../../src/schema/file-order.ts';

describe('the order of files', () => {
  it.each([
    ['plain numbers', ['s/1.sql', 's/2_a.sql', 's/10_b.sql']],
    ['timestamps', ['s/20240101120000_b.sql', 's/20240101120001_a.sql']],
    ['Prisma', ['s/20240101_a/migration.sql', 's/20240102_b/migration.sql']],
    [
      'Flyway',
      ['s/V1__b.sql', 's/V1.1__a.sql', 's/V1_2__a.sql', 's/V2__a.sql', 's/V10__a.sql', 's/R__a.sql', 's/R__b.sql'],
    ],
    ['names', ['s/a.sql', 's/b.sql']],
    ['one version twice', ['s/1_a.sql', 's/1_b.sql']],
    ['one version in two forms', ['s/V1.0__a.sql', 's/V1__b.sql', 's/V1.0.1__a.sql']],
  ])('is that of %s', (_, files) => {
    expect(files.toReversed().toSorted(byVersion)).toEqual(files);
  });

  it('is told by names with numbers only', () => {
    expect(isNumbered(['s/users.sql', 's/V.sql', '9/a.sql'])).toBe(false);
    expect(isNumbered(['s/users.sql', 's/2.sql'])).toBe(true);
    expect(isNumbered(['s/V1__users.sql'])).toBe(true);
    expect(isNumbered(['s/20240101_a/migration.sql'])).toBe(true);
  });

  it('has no way back in it', () => {
    const names = ['1.up.sql', '1.down.sql', 'V1__a.sql', 'U1__a.sql', 'R__a.sql', 'Users.sql', 'atlas.sum', '2.go'];
    expect(names.filter(isStepForward)).toEqual(['1.up.sql', 'V1__a.sql', 'R__a.sql', 'Users.sql']);
  });
});
