import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputLists, UnexpandableStarError } from '../../src/sql/output-items.ts';
import { readQueries } from '../../src/sql/read-queries.ts';

/** The output lists of a statement, as text. */
function lists(statement: string): (string[] | undefined)[] {
  const { queries, diagnostics } = readQueries({ file: 'test.sql', text: `/* @name Q */ -- :many\n${statement};` });
  expect(diagnostics).toEqual([]);
  const [query] = queries;
  if (query === undefined) throw new Error('no query');
  return outputLists(query).map((items) =>
    items?.map(({ start, end, star }) => (star === undefined ? '' : '★') + query.source.text.slice(start, end)),
  );
}

describe('outputLists', () => {
  it.each([
    ['SELECT a, b FROM t', [['a', 'b']]],
    ['SELECT', [[]]],
    ['SELECT FROM t', [[]]],
    ['SELECT * FROM t', [['★*']]],
    ['SELECT t.*, public.u.*, "X".*, (t).* FROM t', [['★t.*', '★public.u.*', '★"X".*', '★(t).*']]],
    [
      'SELECT count(*), a * b, (SELECT * FROM u), ARRAY[a, b] FROM t',
      [['count(*)', 'a * b', '(SELECT * FROM u)', 'ARRAY[a, b]']],
    ],
    ['SELECT ALL a FROM t', [['a']]],
    ['SELECT DISTINCT a, * FROM t', [['a', '★*']]],
    ['SELECT DISTINCT ON (a, (b)) * FROM t', [['★*']]],
    ['SELECT a IS DISTINCT FROM b, c FROM t', [['a IS DISTINCT FROM b', 'c']]],
    ['SELECT a AS "from", b AS order, t.limit FROM t', [['a AS "from"', 'b AS order', 't.limit']]],
    ['SELECT EXTRACT(day FROM a) FROM t', [['EXTRACT(day FROM a)']]],
    ['SELECT a FROM t UNION ALL SELECT * FROM u EXCEPT SELECT c', [['a'], ['★*'], ['c']]],
    ['(SELECT a FROM t ORDER BY a) UNION (SELECT b FROM u LIMIT 1) ORDER BY 1', [['a'], ['b']]],
    ['SELECT a FROM t UNION VALUES (1)', [['a'], undefined]],
    ['VALUES (1, 2)', [undefined]],
    ['WITH x AS (SELECT * FROM t), y AS MATERIALIZED (SELECT 1) SELECT x.* FROM x', [['★x.*']]],
    ['WITH update AS (SELECT 1 AS a) SELECT a FROM update', [['a']]],
    ['WITH RECURSIVE r(a) AS (SELECT 1 UNION ALL SELECT a FROM r) SELECT a FROM r', [['a']]],
    ['INSERT INTO t SELECT * FROM u RETURNING *, a + 1', [['★*', 'a + 1']]],
    ['INSERT INTO t SELECT * FROM u', []],
    ['UPDATE t SET a = 1 RETURNING WITH (OLD AS o, NEW AS n) o.*, n.a', [['★o.*', 'n.a']]],
    ['DELETE FROM t WHERE a = 1 RETURNING a', [['a']]],
    ['MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE RETURNING t.*', [['★t.*']]],
    ['WITH x AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM x RETURNING a', [['a']]],
    [
      'SELECT a FROM t WHERE b IN (SELECT b FROM u) GROUP BY a HAVING true WINDOW w AS () ORDER BY a LIMIT 1 OFFSET 2 FOR UPDATE',
      [['a']],
    ],
    ["SELECT ',', '*', \"a,b\" FROM t", [["','", "'*'", '"a,b"']]],
  ])('%s', (statement, expected) => {
    expect(lists(statement)).toEqual(expected);
  });

  it('TABLE is a star without a star', () => {
    expect(() => lists('TABLE t')).toThrow(UnexpandableStarError);
    expect(() => lists('SELECT a FROM t UNION ALL TABLE u')).toThrow(UnexpandableStarError);
  });

  it('finds each entry of any list', () => {
    const entry = fc.constantFrom(
      'a',
      '*',
      't.*',
      'f(a, b)',
      "'x, y'",
      '(SELECT a, b)',
      'a * b',
      'CASE WHEN a THEN b END',
      'a AS select',
      'ARRAY[1, 2]',
      '"FROM"',
      'a::numeric(1, 2)',
    );
    const end = fc.constantFrom('', ' FROM t', ' WHERE a', ' ORDER BY a, b', ' LIMIT 1');
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1 }), end, (entries, rest) => {
        expect(lists(`SELECT ${entries.join(', ')}${rest}`)).toEqual([
          entries.map((each) => (/^(?:t\.)?\*$/.test(each) ? `★${each}` : each)),
        ]);
      }),
    );
  });
});
