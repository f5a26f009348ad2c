import { describe, expect, it } from 'vitest';
import { positionOf } from '../../src/diagnostic.ts';
import { withPlaceholders } from '../../src/sql/placeholders.ts';
import { readQueries } from '../../src/sql/read-queries.ts';
import type { SourceQuery } from '../../src/sql/source-query.ts';

function read(text: string): { queries: SourceQuery[]; messages: string[] } {
  const { queries, diagnostics } = readQueries({ file: 'test.sql', text });
  const messages = diagnostics.map(({ severity, offset, message }) => {
    const { line, column } = positionOf(text, offset);
    return `${line}:${column} ${severity}: ${message}`;
  });
  return { queries, messages };
}

function sent(statement: string): string {
  const { queries, messages } = read(`-- name: Q :many\n${statement}`);
  expect(messages).toEqual([]);
  return queries.map((query) => withPlaceholders(query).text).join('\n');
}

describe('the dialect of a file', () => {
  it.each([
    ['pgtyped', '/* @name Q */ -- :one\nSELECT :a::int;'],
    ['pgtyped', '/* @name Q */ -- :one\n-- name: what the column is called\nSELECT :a::int;'],
    ['pgtyped', "/* @name Q */ -- :one\nSELECT '\n-- name: Q :one\n';"],
    ['sqlc', '-- name: Q :one\nSELECT @a::int;'],
    ['pgtyped', "/* @name Q */ -- :one\nSELECT '\n-- name: Q :one', 1 -- name: R :one\n;"],
    ['sqlc', '/* name: Q :one */\nSELECT @a::int;'],
    ['sqlc', "-- name: Q :one\nSELECT '/* @name Q */', @a::int;"],
    ['sqlc', '-- name: Q :one\n-- mail to me@name.example\nSELECT @a::int;'],
  ])('is %s of %s', (dialect, text) => {
    expect(read(text)).toMatchObject({ queries: [{ dialect, name: 'Q' }], messages: [] });
  });

  it.each([
    [
      '/* @name A */ -- :one\nSELECT 1;\n\n-- name: B :one\nSELECT 1;',
      "4:1 error: this header is sqlc's, and the one in line 1 is pgtyped's",
    ],
    [
      '-- name: A :one\nSELECT 1;\n/* @name B */ -- :one\nSELECT 1;',
      "3:1 error: this header is pgtyped's, and the one in line 1 is sqlc's",
    ],
  ])('cannot be both: %s', (text, message) => {
    expect(read(text)).toEqual({ queries: [], messages: [message] });
  });

  it.each(['-- Nothing yet.\n', '-- SELECT 1;\n/* SELECT 2; */', '-- one\r\n\r\n-- two'])(
    'is of no account where there are only comments: %j',
    (text) => {
      expect(read(text)).toEqual({ queries: [], messages: [] });
    },
  );

  it("is pgtyped's of comments with a name that is meant for it, and of a statement", () => {
    expect(read('-- later\n/* @name Q */ -- :one').messages).not.toEqual([]);
    expect(read('-- later\nSELECT 1;').messages).toContain('2:1 error: statement without a header');
  });

  it('is told in a file that cannot be read to its end', () => {
    expect(read("-- name: A :one\nSELECT @a;\n-- name: B :one\nSELECT 'open").messages).toEqual([
      '4:8 error: this string is never closed',
    ]);
  });
});

describe('headers', () => {
  it.each(['Get_1', '_get', 'Größe', '日本', 'Δ2'])('name a query %s', (name) => {
    expect(read(`-- name: ${name} :one\nSELECT 1;\n`)).toMatchObject({ queries: [{ name }], messages: [] });
  });

  // What is no letter, what is one with a mark, and what TypeScript does not take for one.
  it.each(['1st', 'a-b', 'o\u0308', '😀', 'a\u2e2f'])('do not name one %s', (name) => {
    expect(read(`-- name: ${name} :one\nSELECT 1;\n`).messages).toEqual([`1:10 error: "${name}" is not a query name`]);
  });

  it('are documented by the comments above and below', () => {
    const text =
      '-- one\n/* two */\n-- name: A :one\n-- three\n--\n-- @sqlc-vet-disable\nSELECT 1; -- of A\n-- four\n-- name: B :exec\nSELECT 2 -- five\n';
    expect(read(text)).toMatchObject({
      queries: [
        { name: 'A', cardinality: 'one', doc: ['one', 'two', 'three', ''] },
        { name: 'B', cardinality: 'exec', doc: ['four'] },
      ],
      messages: [],
    });
  });

  it('need no semicolon behind the last statement', () => {
    const { queries } = read('-- name: A :one\nSELECT 1;\n-- name: B :one\n  SELECT 2 -- end\n\n');
    expect(queries.map((query) => withPlaceholders(query).text)).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('count only at the beginning of a line', () => {
    expect(read('-- name: A :one\nSELECT 1 -- name: B :one\n;').queries).toMatchObject([{ name: 'A' }]);
  });

  it('may be missing: the statement is passed over with a warning', () => {
    expect(read('-- name: A :one\nSELECT 1;\nSELECT 2;')).toMatchObject({
      queries: [{ name: 'A' }],
      messages: ['3:1 warning: nothing is generated of a statement without a header'],
    });
  });

  it('do not begin as those of MySQL', () => {
    expect(read('-- name: A :one\nSELECT 1;\n# name: B :one\nSELECT 2;')).toMatchObject({
      queries: [{ name: 'A' }],
      messages: ['3:1 error: PostgreSQL has no comments that begin with "#"'],
    });
  });

  it('with an error do not hide the others', () => {
    const { queries, messages } = read('-- name: A :lots\nSELECT 1;\n-- name: B :one\nSELECT 1;');
    expect(queries).toMatchObject([{ name: 'B' }]);
    expect(messages).toEqual(['1:12 error: unknown command ":lots"']);
  });
});

describe('parameters', () => {
  it.each([
    ['SELECT @a, @b, @A', 'SELECT $1, $2, $1'],
    ['SELECT sqlc.arg(a), sqlc.narg(b), SQLC.ARG("a")', 'SELECT $1, $2, $1'],
    ["SELECT sqlc.arg('the first'), sqlc.narg('a-b'), sqlc.arg('2nd'), sqlc.arg('The First')", 'SELECT $1, $2, $3, $1'],
    ['SELECT $2, $1, $2', 'SELECT $2, $1, $2'],
    ['SELECT @a, $2, sqlc.slice(b), $1, @a', 'SELECT $3, $2, $4, $1, $3'],
    ['SELECT $2, @a, $4, @b, @c', 'SELECT $2, $1, $4, $3, $5'],
    ['SELECT x.sqlc.arg, sqlc.arg', 'SELECT x.sqlc.arg, sqlc.arg'],
    ['SELECT a[1:n], b[:n], c::int', 'SELECT a[1:n], b[:n], c::int'],
    ['SELECT a @ b, @ a, tags<@c', 'SELECT a @ b, @ a, tags<@c'],
    ['SELECT a IN (sqlc.slice(x))', 'SELECT a = ANY ($1)'],
    ['SELECT a NOT\nIN ( sqlc.slice(x)::int[] )', 'SELECT a <> ALL ( $1::int[] )'],
    ['SELECT a = ANY(sqlc.slice(x))', 'SELECT a = ANY($1)'],
    ['SELECT f(1, sqlc.slice(x))', 'SELECT f(1, $1)'],
    ['SELECT sqlc.embed(a), sqlc.embed("B c"), sqlc.embed(s.t) FROM a', 'SELECT a.*, "B c".*, s.t.* FROM a'],
    ['SELECT 1 \\x', 'SELECT 1 \\x'],
    ['SELECT x.sqlc.arg(a), xsqlc.arg(b)', 'SELECT x.sqlc.arg(a), xsqlc.arg(b)'],
    ['SELECT sqlc.slice(a)[1:@b]', 'SELECT $1[1:$2]'],
    ['SELECT 1,\n\\x\n2', 'SELECT 1,\n\n2'],
  ])('%s', (statement, expected) => {
    expect(sent(statement)).toBe(expected);
  });

  it('have names, or numbers, or both', () => {
    const { queries } = read('-- name: Q :one\nSELECT sqlc.narg(a), $2, $1, @b;');
    expect(queries[0]?.parameters).toMatchObject([
      { name: 'dollar_1', inferred: true, nullable: false },
      { name: 'dollar_2', inferred: true },
      { name: 'a', inferred: false, nullable: true },
      { name: 'b', inferred: false },
    ]);
  });

  it.each(["''", "' '", '""'])('sqlc.arg(%s) names none', (name) => {
    expect(read(`-- name: Q :one\nSELECT sqlc.arg(${name});`).messages).toEqual([
      '2:17 error: sqlc.arg takes the name of a parameter',
    ]);
  });

  it('know what the author says of them', () => {
    const { queries } = read('-- name: Q :one\nSELECT @a, sqlc.narg(b), sqlc.arg(b), sqlc.arg(c);');
    expect(queries[0]?.parameters).toMatchObject([
      { name: 'a', nullable: false, inferred: false },
      { name: 'b', nullable: true },
      { name: 'c', nullable: false },
    ]);
  });

  it.each([
    ['BETWEEN $1 AND $2', ['from_', 'to_']],
    ['BETWEEN f(1, 2) AND $1', ['to_']],
    ['BETWEEN 1 AND 2 AND $1', ['']],
    ['= 1 AND $1', ['']],
    ['IN (SELECT 1 WHERE 1 BETWEEN 0 AND 2) AND $1', ['']],
  ])('x %s begins with %j', (condition, prefixes) => {
    const { queries } = read(`-- name: Q :one\nSELECT 1 FROM t WHERE x ${condition};`);
    expect(queries[0]?.parameters.map(({ prefix }) => prefix)).toEqual(prefixes);
  });
});
