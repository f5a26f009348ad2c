import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { unlessTooNew } from '../support/postgres-versions.ts';
import { FUZZ_SCHEMA, STATES } from './fuzz-schema.ts';
import { openStates, type States } from './states.ts';

/** What was once said never to be null, or to be one row, and was not. Each runs, too. */
let compiler: TestCompiler;
let states: States;
beforeAll(async () => {
  compiler = await openCompiler(`${FUZZ_SCHEMA} ${MORE}`);
  states = await openStates(compiler, `${FUZZ_SCHEMA} ${MORE}`, STATES);
}, 60_000);
afterAll(async () => {
  await states[Symbol.asyncDispose]();
  await compiler[Symbol.asyncDispose]();
});

const MORE = `
CREATE VIEW replaced AS SELECT id, m FROM w;
CREATE FUNCTION replace_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.m := NULL; RETURN NEW; END $$;
CREATE TRIGGER replace_it INSTEAD OF INSERT OR UPDATE ON replaced FOR EACH ROW EXECUTE FUNCTION replace_it();
CREATE VIEW over_vw AS SELECT * FROM vw;
CREATE TABLE ruled (id int NOT NULL);
CREATE RULE ruled_away AS ON INSERT TO ruled WHERE NEW.id > 5 DO INSTEAD NOTHING;
CREATE TABLE touched (id int NOT NULL, at timestamptz);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); return new; END $$;
CREATE TRIGGER touch BEFORE INSERT ON touched FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION maybe(int, int) RETURNS bool LANGUAGE sql AS 'SELECT NULL::bool';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = maybe);
`;

/** The output columns: a `?` behind what may be null, `[?]` behind an array whose elements may be. */
async function see(statement: string): Promise<{ columns: string; kind: string }> {
  const [query] = await compiler.compile(`/* @name Q */ -- :one\n${statement};`);
  if (query === undefined) throw new Error('nothing was compiled');
  const { ran, lies } = await states.judge(query);
  expect(lies).toEqual([]);
  expect(ran).toBeGreaterThan(0);
  const { types } = compiler.catalog;
  const columns = query.columns.map(({ property, typeOid, nullable, elementNullable }) => {
    const array = (types.get(typeOid)?.element ?? 0) > 0;
    return `${property}${nullable ? '?' : ''}${array && elementNullable ? '[?]' : ''}`;
  });
  return { columns: columns.join(' '), kind: query.result };
}

describe('may be null', () => {
  it.each([
    ['sets of different length', 'SELECT generate_series(1, 2) AS a, generate_series(1, 3) AS b', 'a? b?'],
    ['but not one alone', 'SELECT generate_series(1, 2) AS a, 1 AS b', 'a b'],
    ['what string_to_table takes for null', "SELECT string_to_table('a,b', ',', 'b') AS a, 1 AS b", 'a? b'],
    ['fields of unnested rows', 'SELECT u.x, u.y FROM unnest(ARRAY[ROW(1, NULL)::pair]) u', 'x? y?'],
    [
      'VARIADIC of null',
      'SELECT concat(VARIADIC zs) AS a, jsonb_build_array(VARIADIC zs) AS b, num_nulls(VARIADIC xs) AS c FROM a',
      'a? b? c?',
    ],
    [
      'functions of nulls that are total without arguments',
      'SELECT random(1, n) AS a, random() AS b, uuidv7(NULL) AS c, uuidv7() AS d FROM a',
      'a? b c? d',
    ],
    [
      "JSON's null, cast",
      "SELECT v::int AS a, (ARRAY[v])::int[] AS b FROM (SELECT CASE jsonb_typeof(jn) WHEN 'null' THEN jn ELSE '1' END AS v FROM a) s",
      'a? b[?]',
    ],
    [
      'parts of an infinite time',
      'SELECT extract(day FROM tn) AS a, extract(year FROM tn) AS b, extract(epoch FROM tn) AS c, extract(day FROM now()) AS d FROM a',
      'a? b c d',
    ],
    [
      'an infinite time as text',
      "SELECT to_char(tn, 'YYYY') AS a, to_char(now(), '') AS b, to_char(now(), 'YYYY') AS c, to_char(m, '9') AS d FROM a",
      'a? b? c d',
    ],
    [
      'the time of day of an infinite time',
      'SELECT tn::time AS a, tn::timetz AS b, now()::time AS c, tn::date AS d FROM a',
      'a? b? c d',
    ],
    [
      'ranges without bounds',
      "SELECT lower('(,)'::int4range) AS a, upper('{}'::int4multirange) AS b, upper('x'::text) AS c",
      'a? b? c',
    ],
    ['the scale of NaN', "SELECT scale('NaN'::numeric) AS a", 'a?'],
    [
      'sums and distances of paths',
      "SELECT '((5,5))'::path + '[(0,0),(1,1)]'::path AS a, '[(0,0)]'::path <-> '[(0,0),(1,1)]'::path AS b, '((0,0),(1,1))'::path + '(1,1)'::point AS c",
      'a? b? c',
    ],
    [
      'what grouping sets leave out, though it is never null by itself',
      'SELECT coalesce(n, 0) AS a, coalesce(n, 0) + 1 AS b, count(*) AS c, coalesce(max(n), 0) AS d, grouping(coalesce(n, 0)) AS e FROM a GROUP BY ROLLUP (coalesce(n, 0))',
      'a? b? c d e',
    ],
    [
      'a constant that grouping sets leave out',
      "SELECT 'all'::text AS a, 'some'::text AS b, count(*) AS c FROM a GROUP BY CUBE (1)",
      'a? b c',
    ],
    [
      'what is grouped by and sorted by',
      "SELECT id, concat(t, id) AS a, coalesce(t, '') AS b FROM a GROUP BY GROUPING SETS ((concat(t, id), id), (id, coalesce(t, ''))) ORDER BY concat(t, id)",
      'id? a? b?',
    ],
    ['ntile of null', 'SELECT ntile(n) OVER () AS a, ntile(2) OVER () AS b FROM a', 'a? b'],
    [
      'what a window has of other rows than the one that a condition is about',
      'SELECT CASE WHEN n IS NULL THEN 0 ELSE lag(n, 1, 0) OVER (ORDER BY id) END AS a, CASE WHEN n IS NULL THEN 0 ELSE first_value(n) OVER (ORDER BY n NULLS FIRST) END AS b, CASE WHEN n IS NULL THEN 0 ELSE sum(n) OVER (ORDER BY id) END AS c, CASE WHEN n IS NULL THEN 0 ELSE lead(id, 1, n) OVER (ORDER BY id) END AS d FROM a',
      'a? b? c d',
    ],
    ['the current schema', 'SELECT current_schema AS a, current_user AS b, current_schema() AS c', 'a? b c?'],
    [
      'operators that ANY and IN use',
      "SELECT 1 === ANY ('{1}'::int[]) AS a, 1 = ANY ('{1}'::int[]) AS b, 1 === ANY (SELECT 1) AS c, '{}'::jsonb @? ANY ('{$.a,strict $.x}'::jsonpath[]) AS d",
      'a? b c? d?',
    ],
    ['NOT NULL that is not validated, or not inherited', 'SELECT id, m, t FROM legacy', 'id m? t?'],
    ['what is written through a view', 'INSERT INTO vw (n, t) VALUES (NULL, NULL) RETURNING id, n, t, u', 'id n? t? u'],
    ['and through a view over it', 'UPDATE over_vw SET n = NULL RETURNING id, n, t, u', 'id n? t? u'],
    ['but not what is deleted', 'DELETE FROM over_vw RETURNING id, n, t, u', 'id n t u'],
    ['what a trigger writes instead', 'INSERT INTO replaced (id, m) VALUES (1, 2) RETURNING id, m', 'id? m?'],
  ])('%s', async (_, statement, expected) => {
    const columns = async (): Promise<string> => (await see(statement)).columns;
    expect(await unlessTooNew(compiler.database.client, statement, expected, columns)).toBe(expected);
  });
});

describe('elements may be null', () => {
  it.each([
    [
      'in arrays that become one',
      'SELECT array_agg(ys) AS a, ARRAY(SELECT zs FROM a WHERE zs IS NOT NULL) AS b, ARRAY(SELECT ws FROM a) AS c FROM a WHERE cardinality(ys) = 2',
      'a?[?] b[?] c',
    ],
    [
      'in a column that recursion exchanges with another',
      'WITH RECURSIVE r(a, b, d) AS (SELECT ARRAY[1], ARRAY[NULL::int], 1 UNION ALL SELECT b, a, d + 1 FROM r WHERE d < 3) SELECT a, b FROM r',
      'a[?] b[?]',
    ],
    [
      'in an array that recursion looks into for the next, unless it holds none from the first',
      'WITH RECURSIVE r(a, b, d) AS (SELECT ARRAY[true], ARRAY[NULL::bool], 1 UNION ALL SELECT ARRAY[true = ANY(a)], ARRAY[true = ANY(b)], d + 1 FROM r WHERE d < 3) SELECT a, b FROM r',
      'a b[?]',
    ],
  ])('%s', async (_, statement, expected) => {
    const columns = async (): Promise<string> => (await see(statement)).columns;
    expect(await unlessTooNew(compiler.database.client, statement, expected, columns)).toBe(expected);
  });
});

describe('may be no row, or many', () => {
  it.each([
    ['a set in VALUES', 'INSERT INTO w (n) VALUES (generate_series(1, 0)) RETURNING id', 'one'],
    [
      'ties',
      'SELECT o.one FROM (SELECT 1 AS one) o LEFT JOIN (SELECT m FROM a ORDER BY m > 100 FETCH FIRST 1 ROW WITH TIES) x ON true',
      'one',
    ],
    ['a trigger that drops rows', 'INSERT INTO picky (n) VALUES (NULL) RETURNING id', 'one'],
    [
      'a row that another part of the statement has changed',
      "WITH changed AS (INSERT INTO w (u, t) VALUES ('a', 'b') ON CONFLICT (u) DO UPDATE SET t = 'c' RETURNING t) INSERT INTO w (u) VALUES ('a') ON CONFLICT (u) DO UPDATE SET t = (SELECT t FROM changed) RETURNING id",
      'one',
    ],
    [
      'a row that the statement changes elsewhere',
      "WITH x AS (INSERT INTO w (u) VALUES ('a') ON CONFLICT (u) DO UPDATE SET t = 'x' RETURNING id), y AS (UPDATE vw SET n = 2 RETURNING id) SELECT id FROM x",
      'one',
    ],
    [
      'but the statement may change other tables',
      "WITH other AS (UPDATE picky SET m = 3 RETURNING id), x AS (INSERT INTO w (u) VALUES ('a') ON CONFLICT (u) DO UPDATE SET t = 'x' RETURNING id) SELECT id FROM x",
      'exactly-one',
    ],
    [
      'or insert there, which conflicts or does not',
      "WITH x AS (DELETE FROM w WHERE t = 'b' RETURNING t) INSERT INTO w (u) VALUES ('new') RETURNING id",
      'exactly-one',
    ],
    ['a trigger that hands rows on', 'INSERT INTO touched (id) VALUES (1) RETURNING id', 'exactly-one'],
  ])('%s', async (_, statement, expected) => {
    expect((await see(statement)).kind).toBe(expected);
  });
});

it('takes no row for embedded whose columns grouping sets leave out', async () => {
  const errors = await compiler.errors(
    '-- name: Q :many\nSELECT sqlc.embed(touched) FROM touched GROUP BY ROLLUP(id, at);',
  );
  expect(errors).toContain('sqlc.embed takes a table in FROM');
});
