import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError } from '../../src/config/json-error.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('where a text stops being JSON', () => {
  it.each([
    ['', '', 'the file ends where a value is expected'],
    ['{"a": [1, 2', '', 'the file ends where "]" is expected'],
    ['{"a": 1 \n', '', 'the file ends where "}" is expected'],
    ['{"a": 1,}', ',}', 'a comma before "}", where JSON has none'],
    ['[1, 2\n  ,\n]', ',\n]', 'a comma before "]", where JSON has none'],
    ['{"a": 1 // one\n}', '// one', 'a comment, which JSON has not'],
    ['/* all */ {}', '/* all', 'a comment, which JSON has not'],
    ['{"a" 1}', '1}', '":" is expected, not "1"'],
    ['{"a": 1 "b": 2}', '"b": 2}', '"," is expected, not "'],
    ['{a: 1}', 'a: 1}', 'a key in double quotes, or "}" is expected, not "a"'],
    ["{'a': 1}", "'a'", 'a key in double quotes, or "}" is expected'],
    ['{"a": yes}', 'yes}', 'a value is expected, not "yes"'],
    ['{"a": 01}', '01}', 'a value is expected, not "01"'],
    ['{"a": "x\ny"}', '"x\ny"', 'this string does not end'],
    ['{"a": "\\x"}', '"\\x"', 'this string does not end, or has what JSON writes as an escape'],
    ['{} {}', '{}', 'the end of the file is expected, not "{"'],
    ['{"a": 1]', ']', '"," is expected, not "]"'],
  ])('%j', (text, rest, message) => {
    const found = findJsonError(text);
    expect(found?.message).toContain(message);
    expect(text.slice(found?.offset).trimEnd()).toBe(
      rest === '{}' ? '{}' : text.slice(text.lastIndexOf(rest)).trimEnd(),
    );
  });

  it('is found exactly where JSON.parse finds an error', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\n"',
      '"',
      '1',
      '-0.5e+3',
      '01',
      'true',
      'x',
      ' ',
      '\n',
    );
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.nat(3), piece)
      .map(
        ([text, at, length, put]) =>
          text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + length),
      );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          damaged,
          fc.array(piece).map((all) => all.join('')),
        ),
        (text) => {
          expect(findJsonError(text) === undefined).toBe(isJson(text));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
