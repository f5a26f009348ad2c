import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys } from '../src/index.ts';

const text = fc.string({ unit: 'binary', maxLength: 6 });

describe('compareKeys', () => {
  it('puts characters beyond the basic plane last, unlike JavaScript', () => {
    const keys = ['🔐', '～', '\ue000', 'é', 'a', '\ud7ff', 'A', '\u{10ffff}', '\uffff'];
    expect(keys.toSorted(compareKeys)).toEqual(['A', 'a', 'é', '\ud7ff', '\ue000', '～', '\uffff', '🔐', '\u{10ffff}']);
    expect(keys.toSorted()).not.toEqual(keys.toSorted(compareKeys));
  });

  it('puts a key before those that it starts', () => {
    expect(['ab', 'a', '', 'abc'].toSorted(compareKeys)).toEqual(['', 'a', 'ab', 'abc']);
    expect(compareKeys('same', 'same')).toBe(0);
  });

  it('compares as the UTF-8 bytes do', () => {
    fc.assert(
      fc.property(text, text, text, (start, a, b) => {
        const left = start + a;
        const right = start + b;
        expect(Math.sign(compareKeys(left, right))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      }),
    );
  });
});
