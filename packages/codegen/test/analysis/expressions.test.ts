import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';
import { nullsOf } from '../support/nulls.ts';
import { unlessTooNew } from '../support/postgres-versions.ts';

/** Rows that are full, and one with all the nulls that the columns admit. */
const SCHEMA = `
CREATE DOMAIN short AS text CHECK (length(VALUE) < 99);
CREATE DOMAIN required AS text NOT NULL;
CREATE FUNCTION nothing(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT NULL::boolean';
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = nothing);
CREATE FUNCTION forget(text, text, text) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
CREATE AGGREGATE max(text, text) (SFUNC = forget, STYPE = text);
CREATE TABLE t (
  id int PRIMARY KEY, name text NOT NULL, note text, size int, truth boolean, yes boolean NOT NULL,
  code varchar(9) NOT NULL, tags text[] NOT NULL, doc jsonb NOT NULL
);
CREATE TYPE mood AS ENUM ('ok');
CREATE FUNCTION of_mood(mood) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT NULL::text';
CREATE CAST (mood AS text) WITH FUNCTION of_mood(mood) AS IMPLICIT;
CREATE TABLE moods (mood mood NOT NULL);
INSERT INTO moods VALUES ('ok');
CREATE TABLE child (extra int) INHERITS (t);
CREATE VIEW v AS SELECT id, note, coalesce(note, name) AS label FROM t;
INSERT INTO t VALUES (1, 'a', 'n', 5, true, true, 'c', '{x}', '{}'), (2, 'b', NULL, NULL, NULL, false, 'd', '{}', '{"a":1}');
INSERT INTO child VALUES (3, 'a', 'n', 5, true, true, 'c', '{x}', '{}', 7);
`;

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(SCHEMA);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

function check(cases: readonly (readonly [statement: string, expected: string])[]): void {
  it.each(cases)('%s', async (statement, expected) => {
    const seen = await unlessTooNew(analyser.client, statement, expected, async () => nullsOf(analyser, statement));
    expect(seen).toBe(expected);
  });
}

describe('casts keep what is under them', () => {
  check([
    ['SELECT code::text, size::text, id::text FROM t', '+?+'],
    ['SELECT name::short, note::short FROM t', '+?'],
    ['SELECT note::required, note::required::short FROM t WHERE id <> 2', '++'],
    ['SELECT name::varchar(3), note::varchar(3) FROM t', '+?'],
    ['SELECT name::char, id::bigint, size::bigint FROM t', '++?'],
    ['SELECT tags::varchar[], NULL::text[]::varchar[] FROM t', '+?'],
    ['SELECT name COLLATE "C", note COLLATE "C" FROM t', '+?'],
    ['SELECT make_interval(days => id), make_interval(days => size) FROM t', '+?'],
    ['SELECT child::t FROM child', '+'],
    ['SELECT c::t FROM t LEFT JOIN child c ON c.id = t.id', '?'],
    ['SELECT c.id, c.extra, c::t FROM t LEFT JOIN child c ON c.id = t.id WHERE c::t IS NOT NULL', '+?+'],
  ]);
});

describe('tests and constructors', () => {
  check([
    ['SELECT NULL, 1, $1::int', '?++'],
    ['SELECT ARRAY[note], ROW(note), ROW(NULL) FROM t', '+++'],
    ['SELECT (id, name) < (2, code), (id, name) < (1, note), (note, id) < (name, 2) FROM t', '+??'],
    ['SELECT (id, tags) < (2, tags), (id, name) < (SELECT 1, name) FROM t', '+?'],
    ['SELECT note IS NULL, truth IS TRUE, note IS DISTINCT FROM name, truth IS NOT UNKNOWN FROM t', '++++'],
    ['SELECT current_date, localtime, current_user, current_catalog', '++++'],
    ['SELECT current_schema', '?'],
    ['SELECT grouping(name), count(*) FROM t GROUP BY name', '++'],
    ["SELECT JSON_OBJECT('a': note), JSON_ARRAY(note, name) FROM t", '++'],
    ['SELECT JSON_ARRAY(note), JSON_OBJECT(name: note) FROM t', '++'],
    ['SELECT JSON_ARRAYAGG(name), JSON_OBJECTAGG(name: code) FROM t WHERE false', '??'],
    ['SELECT JSON_ARRAYAGG(note), JSON_OBJECTAGG(name: note) FROM t WHERE false', '??'],
    ['SELECT greatest(size, id), greatest(size, size), least(id, size) FROM t', '+?+'],
    ['SELECT coalesce(note, name), coalesce(note, note) FROM t', '+?'],
    ['SELECT yes AND yes, yes AND truth, truth OR yes, NOT yes, NOT truth FROM t', '+??+?'],
    ['SELECT CASE WHEN yes THEN name ELSE code END, CASE WHEN yes THEN note ELSE name END FROM t', '+?'],
    ['SELECT CASE WHEN yes THEN name END, CASE id WHEN 1 THEN name ELSE note END FROM t', '??'],
    ['SELECT CASE WHEN yes THEN name WHEN truth THEN note ELSE code END FROM t', '?'],
    ['SELECT nullif(id, 1), nullif(name, code) FROM t', '??'],
    ["SELECT tags[1], doc['a'] FROM t", '??'],
  ]);
});

describe('operators', () => {
  check([
    ['SELECT id + 1, id + size, -id, -size FROM t', '+?+?'],
    ["SELECT name === 'a', name = 'a' FROM t", '?+'],
    ["SELECT name = ANY(ARRAY['a']), name = ANY(ARRAY[note]), note = ANY(ARRAY['a']), name = ANY(tags) FROM t", '+???'],
    ["SELECT name === ANY(ARRAY['a']), name <> ALL(ARRAY['a']) FROM t", '?+'],
    ["SELECT doc @? ANY(ARRAY['strict $.a']::jsonpath[]) FROM t", '?'],
    ["SELECT doc -> 'a', doc || '{}' FROM t", '?+'],
  ]);
});

describe('calls', () => {
  check([
    ['SELECT lower(name), lower(note), concat(note), array_length(tags, 1) FROM t', '+?+?'],
    ["SELECT nothing('a', 'b')", '?'],
    ["SELECT unnest(ARRAY['a']) FROM t", '+'],
    ['SELECT unnest(ARRAY[note]) FROM t', '?'],
    ['SELECT unnest(tags) FROM t', '?'],
    ["SELECT unnest(ARRAY['a']), unnest(ARRAY['a', 'b'])", '??'],
    ['SELECT lag(id) OVER (), row_number() OVER () FROM t', '?+'],
  ]);
});

describe('subqueries', () => {
  check([
    ['SELECT EXISTS (SELECT FROM t), ARRAY(SELECT note FROM t)', '++'],
    ['SELECT (SELECT name FROM t LIMIT 1), (SELECT count(*) FROM t), (SELECT max(id) FROM t)', '?+?'],
    ['SELECT (SELECT t.name), (SELECT t.note) FROM t', '+?'],
    ['SELECT id IN (SELECT id FROM t), size IN (SELECT id FROM t), id IN (SELECT size FROM t) FROM t', '+??'],
    ['SELECT id > ALL (SELECT id FROM t), id > ALL (SELECT size FROM t) FROM t', '+?'],
    ['SELECT id NOT IN (SELECT id FROM t), id NOT IN (SELECT size FROM t) FROM t', '+?'],
    ['SELECT name === ANY (SELECT name FROM t) FROM t', '?'],
    ['SELECT 1.5 IN (SELECT id FROM t), $1::int', '++'],
    ['SELECT (id, id) IN (SELECT id, size FROM t), (id, size) IN (SELECT id, id FROM t) FROM t', '??'],
    ['SELECT (id, id) IN (SELECT id, id FROM t), (id, id) NOT IN (SELECT id, id FROM t) FROM t', '++'],
    ['SELECT name IN (SELECT code FROM t), code IN (SELECT name FROM t), note IN (SELECT code FROM t) FROM t', '++?'],
    ["SELECT 'x'::text = ANY (SELECT mood FROM moods), name IN (SELECT note::short FROM t) FROM t", '??'],
    ['SELECT (id, id) < (SELECT id, id FROM t LIMIT 1) FROM t', '?'],
  ]);
});

describe('set operations', () => {
  check([
    ['SELECT name FROM t UNION SELECT note FROM t', '?'],
    ['SELECT note FROM t UNION SELECT name FROM t', '?'],
    ['SELECT name FROM t INTERSECT SELECT note FROM t', '+'],
    ['SELECT note FROM t INTERSECT SELECT note FROM t', '?'],
    ['SELECT name FROM t INTERSECT SELECT name FROM t', '+'],
    ['(SELECT name FROM t EXCEPT SELECT note FROM t) UNION SELECT code FROM t', '+'],
    ['(SELECT note FROM t EXCEPT SELECT name FROM t) UNION SELECT code FROM t', '?'],
    ['SELECT name, note FROM t UNION ALL SELECT code, code FROM t', '+?'],
    ['SELECT s.a, s.b FROM (SELECT name, note FROM t UNION ALL SELECT code, code FROM t) s (a, b)', '+?'],
  ]);
});

describe('aggregates', () => {
  check([
    ['SELECT array_agg(note), max(name), max(note), count(note) FROM t GROUP BY id', '++?+'],
    ['SELECT array_agg(note), max(name), count(note) FROM t', '??+'],
    ['SELECT array_agg(note) FILTER (WHERE yes), max(id) FILTER (WHERE yes) FROM t GROUP BY id', '??'],
    ['SELECT max(id), array_agg(name), count(*) FROM t GROUP BY ROLLUP (name)', '??+'],
    ['SELECT CASE WHEN name IS NOT NULL THEN id ELSE 0 END FROM t GROUP BY ROLLUP (name, id)', '?'],
    ['SELECT max(name, code) FROM t GROUP BY id', '?'],
    ['SELECT max(id), name FROM t GROUP BY GROUPING SETS ((name), ())', '??'],
    ["SELECT string_agg(name, ',' ORDER BY note), string_agg(note, ',' ORDER BY name) FROM t GROUP BY id", '+?'],
    ['SELECT (SELECT max(t.id)) FROM t GROUP BY t.name', '+'],
    ['SELECT (SELECT max(t.id)) FROM t', '?'],
    ['SELECT name, note, lower(name) FROM t GROUP BY name, note', '+?+'],
    ['SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id) FROM t GROUP BY name', '+'],
    ['SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY id) FROM t', '?'],
    ['SELECT var_samp(id) FROM t GROUP BY name', '?'],
  ]);
});

describe('references', () => {
  check([
    ['SELECT s.note, s.note, s.name FROM (SELECT note, name FROM t) s', '??+'],
    ['SELECT id, note FROM t LEFT JOIN (SELECT 1::bigint AS id) u USING (id)', '+?'],
    ['SELECT ctid, xmin, t FROM t', '+++'],
    ['SELECT s FROM (SELECT 1 AS x) s', '?'],
    ['SELECT id, note, label FROM v', '+?+'],
    ['SELECT v.label FROM t LEFT JOIN v ON false', '?'],
    ['SELECT t.ctid, t FROM v LEFT JOIN t ON false', '??'],
    ['WITH w AS (SELECT note AS a, name AS b FROM t) SELECT (SELECT w.b), a, b FROM w', '+?+'],
    ['WITH w AS (SELECT name AS b FROM t) SELECT (SELECT b FROM w LIMIT 1), EXISTS (SELECT b FROM w)', '?+'],
    ['WITH w AS (SELECT note AS b FROM t), x AS (SELECT name AS b FROM t) SELECT w.b, x.b FROM w, x', '?+'],
    ['WITH w AS (SELECT 1 AS a) SELECT (SELECT count(*) FROM (SELECT a FROM w) s), a FROM w', '++'],
    [
      'WITH w AS (SELECT 1 AS a) SELECT (SELECT x.a FROM (SELECT max(a) + max(a) AS a FROM w) x), s.a FROM (SELECT a FROM w) s',
      '?+',
    ],
    ['SELECT x.a, x.b FROM (VALUES (1, 2), (NULL, 3)) x (a, b)', '?+'],
    ['SELECT j.id, j.a FROM (t JOIN (SELECT 1 AS a) u ON true) j', '++'],
    ['SELECT id, x FROM t JOIN (SELECT id, 1 AS x FROM t) u USING (id)', '++'],
    ['SELECT a, n FROM generate_series(1, 2) WITH ORDINALITY x (a, n)', '++'],
    ['SELECT a, b, n FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) WITH ORDINALITY x (a, b, n)', '??+'],
    ["SELECT a, b FROM ROWS FROM (json_to_record('{}') AS (a int, b int)) x", '??'],
    ["SELECT a FROM XMLTABLE('/a' PASSING '<a/>' COLUMNS a int PATH 'b') x", '?'],
    ['SELECT w.a FROM t, LATERAL (SELECT t.name AS a) w', '+'],
    ['SELECT w.a FROM t, LATERAL (SELECT t.note AS a) w', '?'],
  ]);
});

describe('what a condition proves', () => {
  check([
    ['SELECT note FROM t WHERE note IS NOT NULL', '+'],
    ['SELECT note FROM t WHERE note IS NULL', '?'],
    ["SELECT note FROM t WHERE note::short = 'n'", '+'],
    ['SELECT truth FROM t WHERE truth', '+'],
    ['SELECT truth FROM t WHERE NOT truth', '+'],
    ['SELECT truth, size FROM t WHERE truth OR size > 1', '??'],
    ['SELECT truth, size FROM t WHERE truth AND (size > 1 AND yes)', '++'],
    ["SELECT note FROM t WHERE 'n' = note", '+'],
    ["SELECT note FROM t WHERE note === 'n'", '?'],
    ["SELECT note FROM t WHERE note = ANY(ARRAY['n'])", '+'],
    ["SELECT note FROM t WHERE note <> ALL('{}'::text[])", '?'],
    ["SELECT note FROM t WHERE note === ANY(ARRAY['n'])", '?'],
    ["SELECT note, size FROM t WHERE 'n' = ANY(ARRAY[note])", '??'],
    ['SELECT note FROM t WHERE lower(note) IS NOT NULL', '?'],
    ['SELECT note FROM t WHERE (SELECT true)', '?'],
    ['SELECT a.note FROM t a JOIN t b ON a.note = b.name', '+'],
    ['SELECT a.note, b.note FROM t a LEFT JOIN t b ON a.note = b.name', '??'],
    ['SELECT a.note, b.note FROM t a LEFT JOIN t b ON true WHERE b.note IS NOT NULL', '?+'],
    ['SELECT a.note, b.size FROM (t a JOIN t b ON a.note = b.name AND b.size > 1) LEFT JOIN t c ON true', '++'],
    ['SELECT a.note, b.size FROM (t a JOIN t b ON a.note = b.name AND b.size > 1) JOIN t c ON true', '++'],
    ['SELECT a.note, b.size FROM t c LEFT JOIN (t a JOIN t b ON a.note = b.name AND b.size > 1) ON true', '??'],
    ['SELECT a.note, b.size FROM t c JOIN (t a JOIN t b ON a.note = b.name AND b.size > 1) ON true', '++'],
    ['SELECT a.note, b.size FROM t c RIGHT JOIN (t a JOIN t b ON a.note = b.name AND b.size > 1) ON true', '??'],
    ['SELECT a.note FROM (t a JOIN t b ON a.note = b.name) FULL JOIN t c ON false', '?'],
    ['SELECT note FROM t JOIN (SELECT note FROM t) u USING (note)', '+'],
    ['SELECT note, t.note, u.note FROM t LEFT JOIN (SELECT note FROM t) u USING (note) WHERE note IS NOT NULL', '++?'],
    ['SELECT note, t.note FROM t FULL JOIN (SELECT note FROM t) u USING (note) WHERE note IS NOT NULL', '+?'],
    ['SELECT s.note FROM (SELECT note FROM t WHERE note IS NOT NULL) s', '+'],
    ['SELECT (SELECT t.note) FROM t WHERE t.note IS NOT NULL', '+'],
    [
      'SELECT ARRAY(SELECT 1), (SELECT max(i.note) FROM t i WHERE o.note IS NOT NULL GROUP BY i.id LIMIT 1) FROM t o',
      '+?',
    ],
    ['SELECT s.x FROM t o, LATERAL (SELECT i.note AS x FROM t i WHERE o.note IS NOT NULL) s', '?'],
    ['SELECT note, count(*) FROM t WHERE note IS NOT NULL GROUP BY note', '++'],
    ['SELECT note FROM t GROUP BY note HAVING note IS NOT NULL', '?'],
    ['DELETE FROM t WHERE note IS NOT NULL RETURNING note', '+'],
    ['DELETE FROM t WHERE note IS NOT NULL RETURNING note, old.note, new.note', '+??'],
    ["DELETE FROM t WHERE name = 'a' RETURNING old.name, new.name", '+?'],
    ['UPDATE t SET note = NULL WHERE note IS NOT NULL RETURNING note', '?'],
    ['UPDATE t SET size = 1 FROM t o WHERE o.note IS NOT NULL RETURNING o.note', '?'],
    [
      "INSERT INTO t (id, name, yes, code, tags, doc) SELECT id + 9, 'a', yes, 'c', '{}', '{}' FROM t WHERE note IS NOT NULL RETURNING note",
      '?',
    ],
  ]);
});

describe('what RETURNING may miss', () => {
  check([
    ['DELETE FROM t RETURNING old.name, new.name, name', '+?+'],
    ["UPDATE t SET name = 'z' RETURNING old.name, new.name, name", '+++'],
    [
      "INSERT INTO t VALUES (9, 'a', NULL, 1, true, true, 'c', '{}', '{}') RETURNING old.name, new.name, name, note",
      '?++?',
    ],
    [
      "MERGE INTO t USING (SELECT 1 AS k) s ON t.id = s.k WHEN MATCHED THEN UPDATE SET name = 'z' RETURNING t.name, s.k, merge_action()",
      '+?+',
    ],
    [
      "MERGE INTO t USING (SELECT 1 AS k) s ON t.id = s.k WHEN MATCHED THEN UPDATE SET name = 'z' RETURNING old.name, new.name",
      '??',
    ],
  ]);
});
