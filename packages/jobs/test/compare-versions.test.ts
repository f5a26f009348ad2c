import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, latestVersion } from '../src/compare-versions.ts';

describe('compareVersions', () => {
  it.each([
    ['0.9.0', '0.10.0'],
    ['1.0.0-beta.2', '1.0.0-beta.11'],
    ['1.0.0-beta.1', '1.0.0'],
    ['1.9', '1.10'],
    ['1', '1.0.1'],
    ['2', '10'],
    ['v1.2.3', '1.2.4'],
    ['v1.2', 'v1.3'],
    ['2023.01.05', '2023.1.6'],
    // texts that are no versions
    ['nightly', '0.0.1'],
    ['', '0.0.0'],
    ['build-9', 'build-10'],
    ['2023-01-05', '2023-01-06'],
    ['abc', 'abd'],
  ])('%j is below %j', (lower, higher) => {
    expect(compareVersions(lower, higher)).toBeLessThan(0);
    expect(compareVersions(higher, lower)).toBeGreaterThan(0);
  });

  it.each([
    ['1.0.0', '1.0.0'],
    ['1', '1.0.0'],
    ['v1.0', '1.0.0'],
    ['1.0.0+build.1', '1.0.0+build.2'],
    ['nightly', 'nightly'],
  ])('%j and %j are equal', (left, right) => {
    expect(compareVersions(left, right)).toBe(0);
    expect(compareVersions(right, left)).toBe(0);
  });

  it('is an order: antisymmetric and transitive', () => {
    const part = fc.nat({ max: 11 });
    const version = fc.oneof(
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
      fc.tuple(part, part).map((parts) => parts.join('.')),
      fc.tuple(part, part, part, part).map(([a, b, c, d]) => `${a}.${b}.${c}-rc.${d}`),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        const sorted = [a, b, c].toSorted(compareVersions);
        expect(compareVersions(sorted[0]!, sorted[2]!)).toBeLessThanOrEqual(0);
        expect(compareVersions(sorted[0]!, sorted[1]!)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('latestVersion', () => {
  it('is the greatest, and of equals the first', () => {
    expect(latestVersion('0.9.0', ['0.10.0', '0.2.0'])).toBe('0.10.0');
    expect(latestVersion('1.0.0', ['1.0', '0.5.0'])).toBe('1.0.0');
    expect(latestVersion('1.0.0', [])).toBe('1.0.0');
  });
});
