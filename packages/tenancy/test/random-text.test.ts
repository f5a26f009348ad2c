import { describe, expect, it } from 'vitest';
import { randomText } from '../src/index.ts';
import { DIGITS_AND_LETTERS } from '../src/random-text.ts';
import { randomShortcode } from '../src/shortcode.ts';

describe('randomText', () => {
  it('draws the length asked for from the alphabet', () => {
    for (const length of [0, 1, 20, 300]) {
      expect(randomText(DIGITS_AND_LETTERS, length)).toMatch(new RegExp(`^[0-9A-Za-z]{${length}}$`));
    }
  });

  it('draws every symbol about equally often', () => {
    const alphabet = DIGITS_AND_LETTERS;
    const draws = 62 * 5_000;
    const counts = new Map<string, number>();
    for (const symbol of randomText(alphabet, draws)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    // The bias of byte % 62 would give the first eight symbols 6,055 on average; 5,000 has a standard deviation of 70.
    for (const symbol of alphabet) expect(Math.abs((counts.get(symbol) ?? 0) - 5_000)).toBeLessThan(500);
  });

  it('works with alphabets of 1 and of 256 symbols', () => {
    expect(randomText('x', 3)).toBe('xxx');
    const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code + 0x100)).join('');
    expect(randomText(all, 1_000)).toHaveLength(1_000);
  });
});

describe('randomShortcode', () => {
  it('is two words', () => {
    const shortcodes = Array.from({ length: 200 }, () => randomShortcode());
    for (const shortcode of shortcodes) expect(shortcode).toMatch(/^[a-z]+-[a-z]+$/);
    expect(new Set(shortcodes).size).toBeGreaterThan(150);
  });
});
