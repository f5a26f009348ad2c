import { describe, expect, it } from 'vitest';
import { tokenEnd } from '../src/token-end.ts';

describe('tokenEnd', () => {
  it.each([
    ['|titel FROM', 'titel'],
    ['SELECT |p.titel, x', 'p.titel'],
    ['|"my table"."a""b".c d', '"my table"."a""b".c'],
    ['WHERE id = |:id!=3', ':id!'],
    ['|$12::int', '$12'],
    ["|'it''s' x", "'it''s'"],
    ["|'open\nline", "'"],
    ['|1.5e', '1.5'],
    ['a |<> b', '<>'],
    ['|, b', ','],
    ['|naïve x', 'naïve'],
    ['|😀x', '😀'],
    ['end|', ''],
    ['end|\nnext', ''],
  ])('%j', (marked, token) => {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    expect(text.slice(offset, tokenEnd(text, offset))).toBe(token);
  });
});
