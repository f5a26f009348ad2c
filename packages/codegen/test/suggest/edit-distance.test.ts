import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closest } from '../../src/suggest/closest.ts';
import { editDistance } from '../../src/suggest/edit-distance.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['title', 'title', 0],
    ['titel', 'title', 1],
    ['naame', 'name', 1],
    ['name', 'nme', 1],
    ['ab', 'ba', 1],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['a😀', 'a', 1],
  ])('of %j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });

  it('is a distance, between the difference in length and the longer length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it('is one after one mistake', () => {
    fc.assert(
      fc.property(fc.tuple(word, word), fc.constantFrom('a', 'b', 'c'), ([before, after], letter) => {
        const text = before + letter + after;
        expect(editDistance(text, before + after)).toBe(1);
        expect(editDistance(text, `${before}x${letter}${after}`)).toBe(1);
        expect(editDistance(text, `${before}x${after}`)).toBe(1);
        const exchanged = before + after.slice(0, 1) + letter + after.slice(1);
        expect(editDistance(text, exchanged)).toBe(exchanged === text ? 0 : 1);
      }),
    );
  });
});

describe('closest', () => {
  it.each([
    ['titel', ['body', 'title', 'tile'], 'title'],
    ['createdAt', ['created_at', 'created_by'], 'created_at'],
    ['nick', ['name', 'note'], undefined],
    ['a', ['b', 'c'], undefined],
    ['id', ['id'], undefined],
    ['bat', ['cat', 'bar'], 'bar'],
    ['x', [], undefined],
  ])('to %j of %j is %j', (word, names, expected) => {
    expect(closest(word, names)).toBe(expected);
  });
});
