import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatIssues, KeySchema, text, TextSchema } from '../src/index.ts';

function messageOf(result: { error?: Parameters<typeof formatIssues>[0] | undefined }): string {
  return result.error ? formatIssues(result.error) : '';
}

describe('text', () => {
  it('takes every text without NUL, and returns what PostgreSQL would return', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const result = TextSchema.safeParse(value);
        expect(result.data).toBe(value.includes('\0') ? undefined : Buffer.from(value, 'utf8').toString('utf8'));
      }),
    );
  });

  it('replaces halves of surrogate pairs as the driver does', () => {
    expect(TextSchema.parse('a\ud83d')).toBe('a\ufffd');
    expect(TextSchema.parse('😀')).toBe('😀');
  });

  it('says what is wrong', () => {
    expect(messageOf(TextSchema.safeParse('a\0b'))).toContain('must not contain the NUL character (\\u0000)');
    expect(messageOf(TextSchema.safeParse(undefined))).toBe('Code: invalid_type ~ Path:  ~ Message: Required');
    expect(messageOf(text({ max: 3 }).safeParse('abcd'))).toContain('must not be longer than 3 characters');
    expect(messageOf(text({ min: 1 }).safeParse(''))).toContain('must not be empty');
    expect(messageOf(text({ min: 2 }).safeParse('a'))).toContain('must have at least 2 characters');
  });

  it('has bounds that include both ends', () => {
    expect(text({ min: 1, max: 3 }).parse('abc')).toBe('abc');
    expect(text({ min: 1, max: 3 }).parse('a')).toBe('a');
  });
});

describe('KeySchema', () => {
  it('takes 1 to 500 characters', () => {
    expect(KeySchema.safeParse('').success).toBe(false);
    expect(KeySchema.safeParse('k'.repeat(500)).success).toBe(true);
    expect(KeySchema.safeParse('k'.repeat(501)).success).toBe(false);
  });
});
