import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse, withoutTree } from '../../src/analysis/analyse.ts';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE DOMAIN required AS text NOT NULL;
    CREATE DOMAIN short AS varchar(9);
    CREATE TABLE t (id int NOT NULL, name text NOT NULL, note text, size int, word varchar(9), label short, must required);
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

/** For each parameter "?" if it may be null, else "!". */
async function nulls(statement: string): Promise<string> {
  const { parameters } = await analyser.analyse(statement);
  return parameters.map(({ nullable }) => (nullable ? '?' : '!')).join('');
}

describe('a null that would be stored where null is refused', () => {
  it.each([
    ['UPDATE t SET size = $1, id = $1', '!'],
    ['UPDATE t SET size = $1, id = $1 + 1', '!'],
    ['UPDATE t SET size = $1, id = coalesce($1, 1)', '?'],
    ['UPDATE t SET note = $1, name = lower($1)', '!'],
    ['UPDATE t SET note = $1::text, name = concat($1::text)', '?'],
    ['UPDATE t SET note = $1, name = lower($1) || $2, size = length($2)', '!!'],
    ['UPDATE t SET note = $1, word = $2::text, name = coalesce($1, $2::text)', '?!'],
    ['UPDATE t SET note = $1, word = $2::text, label = $3, name = coalesce($1, $2::text)', '?!?'],
    ['UPDATE t SET note = $1, word = $2::text, name = coalesce(note, $1, $2::text, name)', '??'],
    ['UPDATE t SET note = $1, word = $2::text, name = $1 || $2::text', '!!'],
    ['UPDATE t SET note = $1, word = $2::text, name = coalesce($1, $2::text) WHERE $2::text IS NOT NULL', '!?'],
    ['UPDATE t SET note = $1, name = lower(note || $1)', '?'],
    ['UPDATE t SET note = $1, name = CASE WHEN size > 1 THEN $1 ELSE name END', '!'],
    ['UPDATE t SET note = $1 WHERE name = $1', '?'],
    ['INSERT INTO t (id, name, note) SELECT 1, lower($1), $1', '!'],
    ['INSERT INTO t (id, name, note) SELECT 1, lower($1), $1 WHERE $1 IS NOT NULL', '?'],
    ['INSERT INTO t (id, name, note) SELECT 1, $1, $1::text WHERE $1::text IS NOT NULL', '?'],
    ['INSERT INTO t (id, name, note) SELECT 1, $1, $1::text WHERE $1::text IS NULL', '!'],
    ['INSERT INTO t (id, name) SELECT 1, $1::text FROM t u JOIN t v ON $1::text IS NOT NULL', '?'],
    ['SELECT $1::text IS NOT NULL', '?'],
    ['UPDATE t SET note = (SELECT $1::text)', '!'],
    ['UPDATE t SET name = (SELECT $1)', '!'],
    ['UPDATE t SET note = (SELECT $1::text), name = (SELECT $1::text)', '!'],
    ["UPDATE t SET note = nullif($1, '')", '!'],
    ['UPDATE t SET size = (SELECT count(*) FROM t WHERE note = $1)', '!'],
    ['SELECT coalesce(v.a, v.b) FROM (VALUES ($1, $2)) AS v (a, b)', '?!'],
    ['UPDATE t SET name = coalesce(v.a, name) FROM (VALUES ($1)) AS v (a)', '?'],
    ['SELECT coalesce(v.a, name) FROM t LEFT JOIN (VALUES ($1)) AS v (a) ON v.a = name', '!'],
    ['SELECT id FROM t LEFT JOIN (VALUES ($1)) AS v (a) ON v.a = name WHERE v.a IS NULL', '!'],
    ['SELECT coalesce(v.a, name) FROM t, unnest($1::text[]) AS v (a)', '!'],
    ['INSERT INTO t (id, name, note) SELECT 1, $1, ($1::text IS NOT NULL)::text', '!'],
    ['UPDATE t SET name = $1 WHERE note = coalesce($1, note)', '!'],
    [
      'MERGE INTO t USING (SELECT 1 AS k) s ON t.id = s.k WHEN MATCHED AND $1::text IS NOT NULL THEN UPDATE SET name = $1',
      '?',
    ],
    [
      'MERGE INTO t USING (SELECT 1 AS k) s ON t.id = s.k WHEN MATCHED AND $1::text IS NULL THEN UPDATE SET name = $1',
      '!',
    ],
    ['UPDATE t SET must = $1', '!'],
    ['UPDATE t SET note = $1::required', '!'],
    ['UPDATE t SET note = coalesce($1::required, $2)', '!!'],
    ['SELECT $1::required IS NULL', '!'],
    ['SELECT $1::text::required IS NULL', '!'],
    ['UPDATE t SET label = $1', '?'],
    ['UPDATE t SET note = $1, word = coalesce(lower($1)::required, word)', '!'],
    ['UPDATE t SET note = $1, word = coalesce(lower($1)::short, word)', '?'],
    ['UPDATE t SET name = CASE WHEN size > 1 THEN $1 ELSE $2 END', '!!'],
    ['UPDATE t SET note = CASE WHEN size > 1 THEN $1 ELSE $2 END', '??'],
    ['UPDATE t SET note = CASE WHEN size > 1 THEN $1 ELSE NULL END', '!'],
    ['UPDATE t SET note = CASE WHEN size > 1 THEN coalesce($1, note) ELSE $2 END', '??'],
    ['UPDATE t SET (note, name) = (SELECT $1::text, $2::text)', '!!'],
  ])('%s', async (statement, expected) => {
    expect(await nulls(statement)).toBe(expected);
  });

  it('is what the author says it is', async () => {
    const tree = await analyser.tree('UPDATE t SET note = $1, name = lower($1), size = $2, word = $3');
    const mark = { required: false, nullable: false, inferred: false };
    const marks = [{ ...mark, nullable: true }, { ...mark, required: true }, mark];
    const { parameters, names } = analyse(analyser.catalog, tree, marks);
    expect(parameters.map(({ nullable }) => nullable)).toEqual([true, false, true]);
    expect(names).toEqual([]);
  });

  it('has no name where none is inferred, and names for all where one is', async () => {
    const tree = await analyser.tree('UPDATE t SET note = $1, size = $2');
    const mark = { required: false, nullable: false, inferred: false };
    const { names } = analyse(analyser.catalog, tree, [mark, { ...mark, inferred: true }]);
    expect(names.map((each) => each?.name)).toEqual(['note', 'size']);
  });

  it('is nothing that a statement without a tree would tell', () => {
    const use = { nullable: false, elementNullable: false, column: undefined, storedIn: [] };
    expect(withoutTree(2)).toEqual({ parameters: [use, use], names: [], columns: [], rows: 'any' });
  });
});

describe('what is stored as it is', () => {
  it.each([
    ['UPDATE t SET word = $1', 'word: as it is'],
    ['UPDATE t SET word = $1::text', 'word: as it is'],
    ['UPDATE t SET word = $1::varchar(3)', 'word'],
    ['UPDATE t SET size = $1::bigint', 'size: as it is'],
    ['UPDATE t SET size = $1::bigint::int', 'size'],
    ['UPDATE t SET note = $1::int::text', 'note'],
    ['UPDATE t SET label = $1', 'label: as it is'],
    ['UPDATE t SET label = $1::text', 'label: as it is'],
    ['UPDATE t SET label = ($1::varchar(3))::short', 'label'],
    ['UPDATE t SET note = coalesce($1, note)', 'note'],
    ['UPDATE t SET note = CASE WHEN size > 1 THEN $1 ELSE note END', 'note'],
    ['UPDATE t SET note = $1 COLLATE "C"', 'note: as it is'],
    ['UPDATE t SET note = $1, word = $1::text', 'note: as it is, word: as it is'],
    ['INSERT INTO t (note) SELECT x FROM (SELECT $1::varchar(3) AS x) s', 'note'],
    ['INSERT INTO t (note) SELECT x FROM unnest($1::text[]) x', 'note: as it is'],
    ['SELECT $1::int', ''],
  ])('%s', async (statement, expected) => {
    const { parameters } = await analyser.analyse(statement);
    const stored = parameters.flatMap(({ storedIn }) => storedIn);
    const seen = stored.map(({ column, asItIs }) => `${column.column.name}${asItIs ? ': as it is' : ''}`);
    expect(seen.join(', ')).toBe(expected);
  });
});
