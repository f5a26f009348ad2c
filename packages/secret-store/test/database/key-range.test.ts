import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys } from '../../src/index.ts';
import { keyRange } from '../../src/providers/database/key-range.ts';

// Few characters, at the edges of where UTF-8 and UTF-16 order differently, so that prefixes and keys meet often.
const edges = fc.string({
  unit: fc.constantFrom('a', 'b', '\u007f', '\u0080', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
  maxLength: 4,
});
const texts = fc.oneof(edges, fc.string({ unit: 'binary', maxLength: 6 }));

function holds(prefix: string, key: string): boolean {
  const { from, before } = keyRange(prefix);
  return compareKeys(key, from) >= 0 && compareKeys(key, before) < 0;
}

describe('the range of a prefix', () => {
  it('holds exactly the keys that start with it', () => {
    fc.assert(
      fc.property(texts, texts, texts, (prefix, key, rest) => {
        expect(holds(prefix, key)).toBe(key.startsWith(prefix));
        expect(holds(prefix, prefix + rest)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['a', 'b'],
    ['oauth.', 'oauth/'],
    ['a\u{10ffff}', 'b'],
    ['a\u{10ffff}\u{10ffff}', 'b'],
    ['\ud7ff', '\ue000'],
    ['\uffff', '\u{10000}'],
    ['😀', '😁'],
  ])('%j ends before %j', (prefix, before) => {
    expect(keyRange(prefix)).toEqual({ from: prefix, before });
  });

  it.each(['', '\u{10ffff}', '\u{10ffff}'.repeat(3)])(
    'of %j, behind which nothing comes, holds the last key',
    (prefix) => {
      expect(holds(prefix, '\u{10ffff}'.repeat(500))).toBe(true);
    },
  );

  it('has bounds that are well-formed, as PostgreSQL takes no others', () => {
    fc.assert(
      fc.property(texts, (prefix) => {
        expect(keyRange(prefix).before.isWellFormed()).toBe(true);
      }),
    );
  });
});
