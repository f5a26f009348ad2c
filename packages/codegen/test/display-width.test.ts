import { describe, expect, it } from 'vitest';
import { blankOf } from '../src/display-width.ts';

describe('blankOf', () => {
  it.each([
    ['', ''],
    ['SELECT 1', '        '],
    ['\ta\tb', '\t \t '],
    ['é', ' '],
    ['e\u0301', ' '],
    ['✅', '  '],
    ['😀x', '   '],
    ['👩‍👩‍👧', '  '],
    ['❤️', '  '],
    ['❤', ' '],
    ['日本', '    '],
    ['\u200b', ''],
  ])('%j', (text, blank) => {
    expect(blankOf(text)).toBe(blank);
  });
});
