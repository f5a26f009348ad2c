import { describe, expect, it } from 'vitest';
import { isSameHookIdentifier, newHookIdentifier } from '../src/hook-identifier.ts';

describe('newHookIdentifier', () => {
  it('is ten digits and lower-case letters without w, and never the same', () => {
    const identifiers = Array.from({ length: 500 }, () => newHookIdentifier());
    for (const identifier of identifiers) expect(identifier).toMatch(/^[0-9a-vx-z]{10}$/);
    expect(new Set(identifiers).size).toBe(500);
  });
});

describe('isSameHookIdentifier', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['', 'abc', false],
    ['\uD800', 'abc', false],
  ])('%j and %j: %s', (presented, stored, same) => {
    expect(isSameHookIdentifier(presented, stored)).toBe(same);
  });
});
