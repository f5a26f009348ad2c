import { describe, expect, it } from 'vitest';
import { positionOf } from '../../src/diagnostic.ts';
import { readQueries } from '../../src/sql/read-queries.ts';

function messages(text: string): string[] {
  return readQueries({ file: 'test.sql', text }).diagnostics.map(({ offset, message }) => {
    const { line, column } = positionOf(text, offset);
    return `${line}:${column} ${message}`;
  });
}

describe('readQueries', () => {
  it('reads name, cardinality, documentation and parameters', () => {
    const text =
      '/* about this file */\n/* @name GetJob */ -- :one\n-- The job.\n--\n--   Indented.\nSELECT 1 WHERE :a::int = :b! -- not doc\n;\n';
    const { queries, diagnostics } = readQueries({ file: 'test.sql', text });
    expect(diagnostics).toEqual([]);
    expect(queries).toMatchObject([
      {
        name: 'GetJob',
        cardinality: 'one',
        doc: ['The job.', '', '  Indented.'],
        parameters: [
          { name: 'a', required: false },
          { name: 'b', required: true },
        ],
      },
    ]);
  });

  it('reads a header of several lines', () => {
    const { queries } = readQueries({ file: 'test.sql', text: '/*\n  @name GetJob\n*/ -- :many\nSELECT 1;' });
    expect(queries).toMatchObject([{ name: 'GetJob', cardinality: 'many' }]);
  });

  it('reads nothing from a file of nothing', () => {
    expect(readQueries({ file: 'test.sql', text: '' })).toEqual({ queries: [], diagnostics: [] });
  });

  it('takes what PostgreSQL and pgtyped agree on', () => {
    const statement = `SELECT a::int, b[1:2], ':s;', E'it\\'s', 'a''b', U&'d\\0061t', $$x ; y$$, "q" /* c ' */, t ? 'k', :p, '😀' -- don't\n FROM t`;
    expect(messages(`/* @name Q */ -- :many\n${statement};`)).toEqual([]);
  });

  it.each([
    ['no cardinality', '/* @name Q */\nSELECT 1;', ['1:10 query "Q" has no cardinality']],
    ['a cardinality on the next line', '/* @name Q */\n-- :one\nSELECT 1;', ['1:10 query "Q" has no cardinality']],
    ['an unknown cardinality', '/* @name Q */ -- :lots\nSELECT 1;', ['1:18 unknown cardinality ":lots"']],
    [
      'a name with letters that pgtyped has not',
      '/* @name Größe */ -- :one\nSELECT 1;',
      ['1:10 pgtyped reads no query name with "ö"'],
    ],
    [
      'a name that begins with one',
      '/* @name 日本 */ -- :one\nSELECT 1;',
      ['1:10 pgtyped reads no query name with "日"'],
    ],
    ['a bad name', '/* @name get-job */ -- :one\nSELECT 1;', ['1:10 "get-job" is not a query name']],
    ['no header', 'SELECT 1;', ['1:1 statement without a header']],
    ['a second statement', '/* @name Q */ -- :one\nSELECT 1;\nSELECT 2;', ['3:1 statement without a header']],
    ['no semicolon', '/* @name Q */ -- :one\nSELECT 1\n', ['2:9 query "Q" does not end with ";"']],
    [
      'no semicolon before the next',
      '/* @name Q */ -- :one\nSELECT 1\n/* @name R */ -- :one\nSELECT 2;',
      ['2:9 query "Q" does not end with ";"'],
    ],
    ['no statement', '/* @name Q */ -- :one\n;', ['2:1 query "Q" has no statement']],
    ['no statement at the end', '/* @name Q */ -- :one\n-- doc', ['1:10 query "Q" has no statement']],
    [
      'a comment between queries',
      '/* @name Q */ -- :one\nSELECT 1;\n-- next\n',
      ['3:1 pgtyped accepts no line comment here'],
    ],
    [
      'a comment at the end',
      '/* @name Q */ -- :one\nSELECT 1;\n/* end */',
      ['3:1 pgtyped accepts no comment after the last query'],
    ],
    [
      '@param that is neither list nor object',
      '/* @name Q\n  @param ids -> ids */ -- :many\nSELECT 1 IN :ids;',
      ['2:3 this says neither list nor object'],
    ],
    ['an open string', "/* @name Q */ -- :one\nSELECT 'x;", ['2:8 this string is never closed']],
    ['$1', '/* @name Q */ -- :one\nSELECT $1;', ['2:8 write a named parameter instead of "$1"']],
  ])('refuses %s', (_, text, expected) => {
    expect(messages(text)).toEqual(expected);
  });

  it.each([
    ['SELECT :p!=3', '2:8 pgtyped reads ":p" and the "!" behind it as a required parameter'],
    ['SELECT :p !=3', '2:8 pgtyped reads ":p" and the "!" behind it as a required parameter'],
    ['SELECT a[1: n]', '2:11 pgtyped reads ": n" as the parameter ":n"'],
    ['SELECT "a:b"', '2:10 pgtyped reads ":b" here as a parameter, PostgreSQL does not'],
    ['SELECT $$a$$, :p, $$b$$', '2:15 pgtyped does not read ":p" here as PostgreSQL would'],
    ['SELECT 1 /* /* */ */', '2:10 pgtyped misreads this comment'],
    [
      "SELECT '😀', :p",
      '2:9 pgtyped miscounts characters beyond the Basic Multilingual Plane: ":p" would be replaced at the wrong place',
    ],
  ])('refuses %s, which pgtyped misreads without a word', (statement, expected) => {
    expect(messages(`/* @name Q */ -- :many\n${statement};`)).toEqual([expected]);
  });

  it('passes on what pgtyped refuses aloud, at its place', () => {
    expect(messages('/* @name Q */ -- :many\nSELECT 1;\n\n/* @name R */ -- :many\nSELECT naïve;')).toEqual([
      expect.stringMatching(/^5:\d+ pgtyped cannot read this: /),
    ]);
    expect(messages("/* @name Q */ -- :many\nSELECT 'C:\\';")).toEqual([
      expect.stringMatching(/^2:\d+ pgtyped cannot read this: /),
    ]);
    expect(messages('/* @name Q and more */ -- :many\nSELECT 1;')).toEqual([
      '1:12 pgtyped accepts nothing but "@name" and "@param" in a header',
    ]);
  });

  it('finds what one query does to the next: two dollar quotes in one file', () => {
    const text = '/* @name Q */ -- :many\nSELECT $$a$$;\n\n/* @name R */ -- :many\nSELECT $$b$$, :p::int;';
    expect(messages(text)).not.toEqual([]);
  });

  it('reports every error of a file and keeps the queries without one', () => {
    const text =
      '/* @name A */\nSELECT 1;\n/* @name B */ -- :one\nSELECT 1 AS b;\n/* @name C */ -- :one\nSELECT "x:y";\n/* @name D */ -- :one\nSELECT 1';
    const { queries, diagnostics } = readQueries({ file: 'test.sql', text });
    expect(queries.map(({ name }) => name)).toEqual(['B']);
    expect(diagnostics).toHaveLength(3);
  });
});
