import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCopyForm } from '../../src/sql/copy-form.ts';
import { readQueries } from '../../src/sql/read-queries.ts';

/** The row that is found in an insert, or what is said instead. */
function rowOf(statement: string): string {
  const { queries, diagnostics } = readQueries({
    file: 'f.sql',
    text: `/* @name Q */ -- :copyfrom\n${statement};`,
  });
  const [query] = queries;
  if (query === undefined) throw new Error(diagnostics.map(({ message }) => message).join());
  const form = readCopyForm(query);
  return 'message' in form ? form.message : query.source.text.slice(form.row.start, form.row.end);
}

describe('readCopyForm', () => {
  it.each([
    ['INSERT INTO t (a) VALUES (:a)', ':a'],
    ['insert into t (a, b) values (:a, default_of(:b))', ':a, default_of(:b)'],
    ['INSERT INTO t VALUES (:a) ON CONFLICT (a) DO UPDATE SET a = (excluded.a)', ':a'],
    ['INSERT INTO t ("values", "returning") VALUES (:a, \'RETURNING\')', ":a, 'RETURNING'"],
    [
      'INSERT INTO t (a) VALUES ((SELECT max(v) FROM (VALUES (1), (2)) x (v) WHERE v < :a))',
      '(SELECT max(v) FROM (VALUES (1), (2)) x (v) WHERE v < :a)',
    ],
    ['WITH x AS (SELECT 1) INSERT INTO t (a) VALUES (:a)', '":copyfrom" needs a plain INSERT'],
    ['INSERT INTO t (a) (VALUES (:a))', '":copyfrom" needs a VALUES list'],
    ['INSERT INTO t (a, b) VALUES (:a, (DEFAULT))', ':a, (DEFAULT)'],
  ])('%s', (statement, expected) => {
    expect(rowOf(statement)).toBe(expected);
  });

  const piece = fc.constantFrom(
    ':a',
    "':x )'",
    "'it''s ('",
    "E'\\' ('",
    '"col)umn"',
    '$q$ ) :x ($q$',
    '1.5',
    'now()',
    '(1, (2))',
    'a[1]',
    '-- VALUES )\n',
    '/* ) */',
    '+',
  );
  it('finds the parenthesis that closes the row, whatever stands in it', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.constantFrom('', ' ON CONFLICT (a) DO NOTHING'),
        (pieces, rest) => {
          const row = [...pieces, ':z'].join(' ');
          fc.pre(isReadable(row));
          expect(rowOf(`INSERT INTO t (a) VALUES (${row})${rest}`)).toBe(row);
        },
      ),
    );
  });
});

/** Some of these pgtyped misreads, which is said before the row is looked at. */
function isReadable(row: string): boolean {
  return readQueries({ file: 'f.sql', text: `/* @name Q */ -- :exec\nSELECT (${row});` }).queries.length === 1;
}
