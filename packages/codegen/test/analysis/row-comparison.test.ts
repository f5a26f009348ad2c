import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';
import { nullsOf } from '../support/nulls.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE FUNCTION unsure(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN $1 IS NULL THEN true END';
    CREATE OPERATOR <<< (LEFTARG = text, RIGHTARG = text, FUNCTION = unsure);
    CREATE OPERATOR CLASS unsure_text FOR TYPE text USING btree AS OPERATOR 1 <<<, FUNCTION 1 bttextcmp(text, text);
    CREATE TYPE pair AS (x int);
    CREATE FUNCTION unsure_pair(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT NULL::boolean';
    CREATE FUNCTION order_of(pair, pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 0';
    CREATE OPERATOR < (LEFTARG = pair, RIGHTARG = pair, FUNCTION = unsure_pair);
    CREATE OPERATOR CLASS unsure_pairs FOR TYPE pair USING btree AS OPERATOR 1 <, FUNCTION 1 order_of(pair, pair);
    CREATE TABLE t (id int NOT NULL, name text NOT NULL, note text);
    INSERT INTO t VALUES (1, 'a', 'n'), (2, 'b', NULL);
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

it.each([
  ["SELECT (name, id) < ('b', 2), (note, id) < ('b', 2), (id, note) < (2, 'b') FROM t", '+??'],
  ["SELECT (name, name) OPERATOR(public.<<<) ('a', 'b') FROM t", '?'],
  ['SELECT (id, ROW(1)::pair) < (id, ROW(2)::pair), (ROW(1)::pair, id) < (ROW(2)::pair, id) FROM t', '??'],
  ["SELECT note FROM t WHERE (note, id) > ('a', 1)", '+'],
  ["SELECT note FROM t WHERE (id, note) > (0, 'a')", '?'],
  ["SELECT note FROM t WHERE (note, name) OPERATOR(public.<<<) ('a', 'b')", '?'],
])('%s', async (statement, expected) => {
  expect(await nullsOf(analyser, statement)).toBe(expected);
});
