import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE DOMAIN short AS varchar(9);
    CREATE TABLE t (id int PRIMARY KEY, doc jsonb NOT NULL, note text, code varchar(9), tags text[]);
    CREATE TABLE other (id int PRIMARY KEY, doc jsonb);
    CREATE FUNCTION max(jsonb) RETURNS jsonb LANGUAGE sql AS 'SELECT $1';
    CREATE FUNCTION kept(jsonb, jsonb) RETURNS jsonb LANGUAGE sql AS 'SELECT $2';
    CREATE AGGREGATE min(jsonb) (SFUNC = kept, STYPE = jsonb);
    CREATE VIEW v AS SELECT id, doc FROM t;`);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

/** What the first column of a statement is, or shows; of arrays with brackets. */
async function shown(statement: string): Promise<string> {
  const [column] = (await analyser.analyse(statement)).columns;
  if (column?.origin !== undefined) return `is ${column.origin.table.name}.${column.origin.column.name}`;
  const { shows } = column ?? {};
  if (shows === undefined) return '';
  return `${shows.column.table.name}.${shows.column.column.name}${shows.inArrays ? '[]' : ''}`;
}

describe('values of a column as they are', () => {
  it.each([
    ['SELECT coalesce(t.doc, u.doc) FROM t LEFT JOIN t u ON u.id = t.id + 1', 't.doc'],
    ['SELECT coalesce(t.doc, NULL) FROM t', 't.doc'],
    ["SELECT nullif(doc, '{}') FROM t", 't.doc'],
    ['SELECT CASE WHEN id > 1 THEN doc END FROM t', 't.doc'],
    ['SELECT CASE WHEN id > 1 THEN NULL ELSE doc END FROM t', 't.doc'],
    ['SELECT CASE id WHEN 1 THEN doc WHEN 2 THEN (SELECT u.doc FROM t u LIMIT 1) ELSE doc END FROM t', 't.doc'],
    ['SELECT max(note) FROM t', 't.note'],
    ['SELECT min(code) FROM t', 't.code'],
    ['SELECT any_value(doc) FROM t GROUP BY note', 't.doc'],
    ['SELECT greatest(t.note, u.note) FROM t, t u', 't.note'],
    ['SELECT first_value(doc) OVER () FROM t', 't.doc'],
    ['SELECT lag(doc) OVER () FROM t', 't.doc'],
    ['SELECT lead(doc, 2) OVER () FROM t', 't.doc'],
    ['SELECT lead(doc, 2, doc) OVER () FROM t', 't.doc'],
    ['SELECT last_value(doc) OVER () FROM t', 't.doc'],
    ['SELECT nth_value(doc, 2) OVER () FROM t', 't.doc'],
    ['SELECT coalesce(note, NULL) FROM t GROUP BY note', 't.note'],
    ['SELECT x.b FROM (SELECT id AS a, coalesce(doc, NULL) AS b FROM t) x', 't.doc'],
    ['SELECT (SELECT doc FROM t LIMIT 1)', 't.doc'],
    ['SELECT (SELECT t.doc) FROM t', 't.doc'],
    ['SELECT doc FROM t UNION ALL SELECT NULL', 't.doc'],
    ['SELECT doc FROM t UNION ALL SELECT coalesce(doc, NULL) FROM t', 't.doc'],
    ['SELECT x.doc FROM (SELECT coalesce(doc, NULL) AS doc FROM t) x', 't.doc'],
    ['WITH x AS (SELECT max(note) AS n FROM t) SELECT n FROM x', 't.note'],
    ['SELECT max(n) FROM (SELECT min(note) AS n FROM t GROUP BY id) x', 't.note'],
    ['INSERT INTO t (id, doc) SELECT id, doc FROM other RETURNING coalesce(doc, doc)', 't.doc'],
    ['UPDATE t SET id = 1 RETURNING nullif(t.doc, t.doc)', 't.doc'],
    ['SELECT nullif(doc, doc) FROM v', 'v.doc'],
    ['SELECT code::text FROM t', 't.code'],
    ['SELECT code::short FROM t', 't.code'],
    ['SELECT note COLLATE "C" FROM t', 't.note'],
  ])('%s', async (statement, expected) => {
    expect(await shown(statement)).toBe(expected);
  });

  it.each([
    ['SELECT array_agg(doc) FROM t', 't.doc[]'],
    ['SELECT array_agg(doc ORDER BY id) FILTER (WHERE id > 1) FROM t', 't.doc[]'],
    ['SELECT array_agg(doc) OVER () FROM t', 't.doc[]'],
    ['SELECT ARRAY(SELECT doc FROM t)', 't.doc[]'],
    ['SELECT ARRAY[t.doc, NULL, u.doc] FROM t, t u', 't.doc[]'],
    ['SELECT coalesce(array_agg(doc), NULL) FROM t', 't.doc[]'],
  ])('in arrays: %s', async (statement, expected) => {
    expect(await shown(statement)).toBe(expected);
  });

  it.each([
    ['SELECT doc FROM t', 'is t.doc'],
    ['SELECT doc FROM t UNION ALL SELECT doc FROM t', 'is t.doc'],
    ["SELECT coalesce(doc, '{}') FROM t", ''],
    ['SELECT coalesce(t.doc, other.doc) FROM t, other', ''],
    ['SELECT doc FROM t UNION ALL SELECT doc FROM other', ''],
    ['SELECT coalesce(t.doc, $1) FROM t', ''],
    ['SELECT NULL::jsonb', ''],
    ['SELECT NULL::jsonb UNION ALL SELECT NULL', ''],
    ["SELECT CASE WHEN id > 1 THEN doc ELSE '{}' END FROM t", ''],
    ['SELECT CASE WHEN id > 1 THEN NULL END::jsonb FROM t', ''],
    ["SELECT lag(doc, 1, '{}') OVER () FROM t", ''],
    ["SELECT lead(doc, 1, '{}') OVER () FROM t", ''],
    ['SELECT min(doc) FROM t', ''],
    ['SELECT doc FROM t UNION (SELECT coalesce(doc, NULL) FROM t UNION SELECT doc FROM other LIMIT 3)', ''],
    ['SELECT public.max(doc) FROM t', ''],
    ['SELECT count(doc) FROM t', ''],
    ['SELECT jsonb_agg(doc) FROM t', ''],
    ["SELECT doc -> 'a' FROM t", ''],
    ['SELECT doc || doc FROM t', ''],
    ['SELECT note::varchar(3) FROM t', ''],
    ['SELECT string_agg(note, note) FROM t', ''],
    ['SELECT array_agg(tags) FROM t', ''],
    ['SELECT ARRAY[ARRAY[note]] FROM t', ''],
    ['SELECT tags[1] FROM t', ''],
    ['SELECT coalesce(ARRAY[note], tags) FROM t', ''],
    ['SELECT EXISTS (SELECT doc FROM t)', ''],
    ['SELECT t FROM t', ''],
    ['WITH RECURSIVE r AS (SELECT coalesce(doc, NULL) AS d FROM t UNION ALL SELECT r.d FROM r) SELECT d FROM r', ''],
  ])('or not: %s', async (statement, expected) => {
    expect(await shown(statement)).toBe(expected);
  });
});
