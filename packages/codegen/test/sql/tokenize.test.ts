import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize, UnterminatedTokenError, type TokenKind } from '../../src/sql/tokenize.ts';

function read(text: string): [TokenKind, string][] {
  return tokenize(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);
}

function parameters(text: string): string[] {
  return read(text).flatMap(([kind, word]) => (kind === 'parameter' ? [word] : []));
}

describe('tokenize', () => {
  it('reads a statement', () => {
    expect(read("SELECT a.b, 'x' FROM t -- end")).toEqual([
      ['word', 'SELECT'],
      ['word', 'a'],
      ['symbol', '.'],
      ['word', 'b'],
      ['symbol', ','],
      ['string', "'x'"],
      ['word', 'FROM'],
      ['word', 't'],
      ['line-comment', '-- end'],
    ]);
  });

  it.each([
    ["'it''s'", 'string'],
    ["'C:\\'", 'string'],
    ["E'it\\'s'", 'string'],
    ["e'\\\\'", 'string'],
    ["U&'d\\0061t'", 'string'],
    ["B'01'", 'string'],
    ["x'ff'", 'string'],
    ["N'n'", 'string'],
    ['"a:b"', 'quoted'],
    ['"say ""hi"""', 'quoted'],
    ['U&"d\\0061t"', 'quoted'],
    ['$$a $ b$$', 'dollar-string'],
    ['$tag$ $$ :p $tag$', 'dollar-string'],
    ['$ünder_1$x$ünder_1$', 'dollar-string'],
    ['/* a /* b */ :c */', 'block-comment'],
    ["-- don't :p", 'line-comment'],
    ['naïve$1', 'word'],
    ['1_000.5e-3', 'number'],
    ['.5', 'number'],
    ['$1', 'positional'],
    ['::', 'operator'],
    [':=', 'operator'],
    ['<@', 'operator'],
    ['?|', 'operator'],
    [':name', 'parameter'],
    [':name!', 'parameter'],
  ] satisfies [string, TokenKind][])('%s is one token: %s', (text, kind) => {
    expect(read(text)).toEqual([[kind, text]]);
  });

  it('finds no parameter in casts, slices, strings, identifiers, dollar quotes and comments', () => {
    const text = `SELECT a::int, b[1:2], c[:2], ':s', E'\\':s', "q:q", $$:d$$, $a$:d$a$ /* :c /* :c */ */ -- :c\n, x`;
    expect(parameters(text)).toEqual([]);
  });

  it('finds parameters beside all of these', () => {
    expect(
      parameters("SELECT :a::int, b[:c], ':s' || :d, $$x$$, :e, $$y$$, (:f!) FROM t WHERE x=:g AND y!=:h"),
    ).toEqual([':a', ':c', ':d', ':e', ':f!', ':g', ':h']);
  });

  it('ends an operator where a comment begins', () => {
    expect(read('a*--b\nc')).toEqual([
      ['word', 'a'],
      ['operator', '*'],
      ['line-comment', '--b'],
      ['word', 'c'],
    ]);
    expect(read('a+/* b */c').map(([kind]) => kind)).toEqual(['word', 'operator', 'block-comment', 'word']);
  });

  it('counts offsets in UTF-16 units', () => {
    const [, , parameter] = tokenize("SELECT '😀' :p");
    expect(parameter).toEqual({ kind: 'parameter', start: 12, end: 14 });
  });

  it.each([
    ["SELECT 'open", 7, 'string'],
    ["SELECT E'open\\'", 7, 'string'],
    ['SELECT "open', 7, 'quoted identifier'],
    ['SELECT U&"open', 7, 'quoted identifier'],
    ['SELECT $a$open$b$', 7, 'dollar-quoted string'],
    ['SELECT /* /* */ 1', 7, 'comment'],
  ])('%s is refused at the opening', (text, offset, what) => {
    const read = () => tokenize(text);
    expect(read).toThrow(`this ${what} is never closed`);
    expect(read).toThrow(expect.objectContaining({ offset }));
  });
});

/** Pieces of SQL that are one token each, whatever stands beside them behind a blank. */
const word = fc.stringMatching(/^[a-z_][a-z0-9_$é]{0,8}$/);
const innards = fc.string({
  unit: fc.constantFrom('a', "'", '"', '\\', ':', ';', '$', '-', '/', '*', ' ', '\n', '😀', 'é'),
});
const piece: fc.Arbitrary<[TokenKind, string]> = fc.oneof(
  word.map((text): [TokenKind, string] => ['word', text]),
  word
    .filter((text) => /^\w+$/.test(text) && !/[$é]/.test(text))
    .map((text): [TokenKind, string] => ['parameter', `:${text}`]),
  innards.map((text): [TokenKind, string] => ['string', `'${text.replaceAll("'", "''")}'`]),
  innards.map((text): [TokenKind, string] => ['string', `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`]),
  innards.map((text): [TokenKind, string] => ['quoted', `"${text.replaceAll('"', '""')}"`]),
  fc
    .tuple(fc.stringMatching(/^[a-z]{0,4}$/), innards)
    .map(([tag, text]): [TokenKind, string] => ['dollar-string', `$${tag}$${text.replaceAll('$', '')}$${tag}$`]),
  innards.map((text): [TokenKind, string] => [
    'block-comment',
    `/*${text.replaceAll(/[*/]/g, '')}/* nested */${text.replaceAll(/[*/]/g, '')}*/`,
  ]),
  innards.map((text): [TokenKind, string] => ['line-comment', `--${text.replaceAll('\n', '')}`]),
  fc.nat().map((number): [TokenKind, string] => ['number', String(number)]),
  fc.constantFrom('+', '<>', '->>', '@>', '::', '||', '?|').map((text): [TokenKind, string] => ['operator', text]),
  fc.constantFrom('(', ')', ',', ';', '[', ']', '.').map((text): [TokenKind, string] => ['symbol', text]),
);

describe('tokenize, for any SQL', () => {
  it('finds exactly the tokens that a text is made of', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.map(([kind, part]) => (kind === 'line-comment' ? `${part}\n` : `${part} `)).join('');
        expect(read(text)).toEqual(pieces);
      }),
    );
  });

  it('covers every character that is no white space, in order and without overlap', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        try {
          let at = 0;
          for (const { start, end } of tokenize(text)) {
            expect(text.slice(at, start)).toMatch(/^[ \t\r\n\f\v]*$/);
            expect(end).toBeGreaterThan(start);
            at = end;
          }
          expect(text.slice(at)).toMatch(/^[ \t\r\n\f\v]*$/);
        } catch (error) {
          if (!(error instanceof UnterminatedTokenError)) throw error;
        }
      }),
    );
  });
});
