import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';
import { nullsOf } from '../support/nulls.ts';
import { unlessTooNew } from '../support/postgres-versions.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE TYPE pair AS (x int, y text);
    CREATE FUNCTION own(text) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
    CREATE FUNCTION own_rows() RETURNS SETOF int LANGUAGE sql AS 'SELECT NULL::int';
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE FUNCTION to_mood(text) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT NULL::mood';
    CREATE CAST (text AS mood) WITH FUNCTION to_mood(text);
    CREATE FUNCTION now(int) RETURNS timestamptz LANGUAGE sql AS $$SELECT 'infinity'::timestamptz$$;
    CREATE FUNCTION string_to_array(int, int) RETURNS text[] LANGUAGE sql AS $$SELECT '{NULL}'::text[]$$;
    CREATE FUNCTION json_each(int) RETURNS TABLE (key text, value text) LANGUAGE sql AS 'SELECT NULL::text, NULL::text';
    CREATE DOMAIN small AS int;
    CREATE DOMAIN ids AS int[];
    CREATE TABLE t (
      id int NOT NULL, words text[] NOT NULL, numbers int[] NOT NULL, doc jsonb NOT NULL, docs jsonb[] NOT NULL,
      at timestamptz NOT NULL, local timestamp NOT NULL, day date NOT NULL, span interval NOT NULL, note text,
      times timestamptz[] NOT NULL
    );
    INSERT INTO t VALUES
      (1, '{a,NULL}', '{1}', 'null', '{"null"}', 'infinity', 'infinity', 'infinity', '1 day', NULL, '{infinity}'),
      (2, '{}', '{}', '3', '{}', 'now', 'now', 'today', '1 hour', 'n', '{}');
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

function check(cases: readonly (readonly [statement: string, expected: string])[], elements = false): void {
  it.each(cases)('%s', async (statement, expected) => {
    const see = async (): Promise<string> => nullsOf(analyser, statement, elements);
    expect(await unlessTooNew(analyser.client, statement, expected, see)).toBe(expected);
  });
}

describe('sets', () => {
  check([
    ['SELECT generate_series(1, 2), 1', '++'],
    ['SELECT generate_series(1, 2), generate_series(1, 3)', '??'],
    ['SELECT generate_series(1, 2) + generate_series(1, 3)', '?'],
    [
      'SELECT generate_series(1, 2), (SELECT count(*) FROM (SELECT generate_series(1, 3), generate_series(1, 4)) s)',
      '++',
    ],
    ['SELECT generate_series(1, id) FROM t', '+'],
    ['SELECT generate_series(1, 9, 2)', '+'],
    ["SELECT string_to_table('a,b', ',')", '+'],
    ["SELECT string_to_table('a,b', ',', 'b')", '?'],
    ["SELECT regexp_split_to_table(note, ',') FROM t", '+'],
    ['SELECT unnest(words) FROM t', '?'],
    ['SELECT unnest(ARRAY[id]) FROM t', '+'],
    ["SELECT (regexp_matches('a', '(b)?'))[1]", '?'],
    ["SELECT regexp_matches('a', 'a')", '+'],
    ['SELECT own_rows()', '?'],
    ['SELECT x FROM own_rows() x', '?'],
    ['SELECT x, y FROM unnest(ARRAY[ROW(1, NULL)::pair]) u', '??'],
    ["SELECT a FROM jsonb_to_record('{}') AS r (a int)", '?'],
    ['SELECT lexeme, positions, weights FROM unnest($1::tsvector)', '???'],
    ['SELECT x FROM generate_series(1, 2) x', '+'],
    [`SELECT key, value FROM json_each('{"a":1}'::json)`, '++'],
    [`SELECT key, value FROM jsonb_each('{"a":1}'::jsonb)`, '++'],
    [`SELECT key, value FROM json_each_text('{"a":null}')`, '+?'],
    [`SELECT key, value FROM jsonb_each_text('{"a":null}')`, '+?'],
    ['SELECT key, value FROM json_each(1)', '??'],
  ]);
});

describe('casts that lose values', () => {
  check([
    ['SELECT doc::int FROM t', '?'],
    [
      "SELECT '1'::jsonb::bigint, '1'::jsonb::smallint, '1'::jsonb::numeric, '1'::jsonb::real, '1'::jsonb::float8",
      '?????',
    ],
    ["SELECT 'true'::jsonb::boolean", '?'],
    ['SELECT doc::text FROM t', '+'],
    ['SELECT at::time, at::timetz, local::time FROM t', '???'],
    ['SELECT now()::time, now()::timetz, localtimestamp::time, current_timestamp::time', '++++'],
    ['SELECT at::date, local::timestamptz, day::timestamp FROM t', '+++'],
    ["SELECT date_trunc('day', now())::time, date_trunc('day', at)::time FROM t", '+?'],
    ["SELECT timezone('UTC', now())::time, timezone('UTC', at)::time FROM t", '+?'],
    ['SELECT (now() AT LOCAL)::time, (at AT LOCAL)::time FROM t', '+?'],
    ["SELECT (now() AT TIME ZONE 'UTC')::time, (date_trunc('hour', local))::time FROM t", '+?'],
    ['SELECT greatest(now(), now())::time, to_timestamp(1)::time', '??'],
    ["SELECT own('x')::varchar(3), 'sad'::text::mood", '??'],
    ['SELECT now(1)::time, greatest(now(1))::time', '??'],
  ]);
});

describe('calls that lose values', () => {
  check([
    ['SELECT concat(note), concat(VARIADIC words) FROM t', '++'],
    ['SELECT concat(VARIADIC NULL::text[]), num_nulls(VARIADIC NULL::int[])', '??'],
    [
      "SELECT lower('[1,2)'::int4range), upper('{}'::int4multirange), upper('(,)'::int4range), lower('{}'::int4multirange)",
      '????',
    ],
    ["SELECT lower('A'), upper('a')", '++'],
    ["SELECT substring('ab' FROM '(x)'), substring('ab' SIMILAR '_' ESCAPE '#'), substring('ab' FROM 1)", '??+'],
    ["SELECT to_char(at, 'YYYY'), to_char(local, 'YYYY'), to_char(span, 'HH24') FROM t", '???'],
    ["SELECT to_char(now(), 'YYYY'), to_char(now(), ''), to_char(now(), note) FROM t", '+??'],
    ["SELECT to_char(1, '9'), to_char(localtimestamp, 'YYYY')", '++'],
    ["SELECT to_char(now(), 'YYYY' || 'MM')", '?'],
    ["SELECT to_char(now(), ' '::char(1)), date_part('millennium'::varchar(1), at) FROM t", '??'],
    [
      'SELECT extract(day FROM at), extract(day FROM local), extract(day FROM day), extract(day FROM span) FROM t',
      '????',
    ],
    [
      'SELECT extract(year FROM at), extract(EPOCH FROM at), extract(decade FROM at), extract(century FROM at), extract(millennium FROM at) FROM t',
      '+++++',
    ],
    ['SELECT extract(day FROM now()), extract(hour FROM current_timestamp), extract(day FROM current_date)', '+++'],
    [
      "SELECT date_part('day', at), date_part('day', local), date_part('epoch', at), date_part('day', span) FROM t",
      '??+?',
    ],
    [
      "SELECT date_part('day', clock_timestamp()), date_part('day', statement_timestamp()), date_part('day', transaction_timestamp())",
      '+++',
    ],
    ["SELECT extract(hour FROM at::time), extract(hour FROM '01:00'::time) FROM t", '?+'],
    ["SELECT format('%s', note), format(note, 1), concat_ws(',', note), concat_ws(note, 'a') FROM t", '+?+?'],
    ["SELECT concat_ws(',', VARIADIC words), concat_ws(',', VARIADIC NULL::text[]) FROM t", '+?'],
    ["SELECT date_trunc('day', now(), 'UTC')::time, date_trunc('day', at, 'UTC')::time FROM t", '+?'],
    ["SELECT path '((5,5))' + path '[(0,0),(1,1)]', path '[(0,0)]' <-> path '[(0,0),(1,1)]'", '??'],
    ["SELECT extract(epoch FROM at), date_part(lower('EPOCH'), at), date_part(NULL, at) FROM t", '+??'],
    ['SELECT own(note), own(words[1]) FROM t', '??'],
    ['SELECT format(id::text, note), concat_ws(id::text, note) FROM t', '++'],
    ["SELECT length(own('x'))", '?'],
    ['SELECT array_length(words, 1), scale(1.5) FROM t', '??'],
    ['SELECT ntile(2) OVER (), ntile(NULL) OVER (), rank() OVER () FROM t', '+?+'],
    ['SELECT current_schema, session_user, current_schema()', '?+?'],
  ]);
});

describe('elements', () => {
  check(
    [
      ['SELECT numbers, ARRAY[id], ARRAY[note] FROM t', '+[?]+[+]+[?]'],
      ["SELECT '{1,2}'::int[], '{1,NULL}'::int[], '{}'::int[], NULL::int[]", '+[+]+[?]+[+]?[+]'],
      ['SELECT ARRAY[id]::bigint[], ARRAY[id]::text[], ARRAY[note]::varchar[] FROM t', '+[+]+[+]+[?]'],
      ['SELECT ARRAY[doc]::int[], ARRAY[doc]::text[] FROM t', '+[?]+[+]'],
      ["SELECT ARRAY['sad'::text]::mood[]", '+[?]'],
      [
        'SELECT s.d::small[], s.d::numeric(5, 2)[], s.i::small[] FROM (SELECT ARRAY[doc] AS d, ARRAY[id] AS i FROM t WHERE id = 2) s',
        '+[?]+[?]+[+]',
      ],
      [
        'SELECT s.w::varchar[], s.i::ids, s.d::int[], s.i::small[]::int[] FROM (SELECT ARRAY[id::text] AS w, ARRAY[id] AS i, ARRAY[id]::ids AS d FROM t) s',
        '+[+]+[+]+[+]+[+]',
      ],
      ['SELECT ARRAY[at]::time[], ARRAY[now()]::time[], ARRAY[at]::date[] FROM t', '+[?]+[+]+[+]'],
      [
        'SELECT ARRAY[ARRAY[id, 2], ARRAY[3, id]], ARRAY[numbers, numbers] FROM t WHERE cardinality(numbers) = 1',
        '+[+]+[?]',
      ],
      [
        'SELECT coalesce(ARRAY[id], numbers), coalesce(ARRAY[id], ARRAY[2]), greatest(ARRAY[id], ARRAY[3]) FROM t',
        '+[?]+[+]+[+]',
      ],
      [
        'SELECT CASE WHEN id = 1 THEN ARRAY[id] ELSE ARRAY[2] END, CASE WHEN id = 1 THEN ARRAY[id] ELSE numbers END FROM t',
        '+[+]+[?]',
      ],
      [
        'SELECT CASE WHEN id = 1 THEN numbers ELSE ARRAY[id] END, CASE WHEN id = 1 THEN ARRAY[id] END FROM t',
        '+[?]?[+]',
      ],
      [
        'SELECT ARRAY(SELECT id FROM t), ARRAY(SELECT note FROM t), ARRAY(SELECT id FROM t UNION SELECT 2)',
        '+[+]+[?]+[+]',
      ],
      ['SELECT ARRAY(SELECT id FROM t UNION SELECT NULL), ARRAY(SELECT id FROM t ORDER BY note)', '+[?]+[+]'],
      ['SELECT ARRAY(SELECT numbers FROM t WHERE id = 1), ARRAY(SELECT ARRAY[id] FROM t)', '+[?]+[+]'],
      ["SELECT ARRAY(SELECT lower('A')), ARRAY(SELECT id + 1 FROM t), ARRAY(SELECT count(*) FROM t)", '+[+]+[+]+[+]'],
      [
        'SELECT ARRAY(SELECT rank() OVER () FROM t), ARRAY(SELECT CASE WHEN id = 1 THEN 1 ELSE 2 END FROM t)',
        '+[+]+[+]',
      ],
      [
        'SELECT ARRAY(SELECT coalesce(id, 2) FROM t), ARRAY(SELECT greatest(id, 2) FROM t), ARRAY(SELECT $1::int)',
        '+[+]+[+]+[+]',
      ],
      [
        "SELECT ARRAY(SELECT 'a'::varchar(3)::text), ARRAY(SELECT ROW(1)), ARRAY(SELECT ROW(1, 'a')::pair), ARRAY(SELECT id IS NULL FROM t)",
        '+[+]+[+]+[+]+[?]',
      ],
      ['SELECT ARRAY(SELECT (SELECT count(*) FROM t)), ARRAY(SELECT current_date)', '+[?]+[?]'],
      ['SELECT (SELECT ARRAY[1]), (SELECT array_agg(id) FROM t)', '+[?]?[?]'],
      ['SELECT array_agg(id), array_agg(note), array_agg(ARRAY[id]) FROM t', '?[+]?[?]?[+]'],
      ['SELECT percentile_disc(ARRAY[0.5, NULL]) WITHIN GROUP (ORDER BY id) FROM t', '?[?]'],
      ['SELECT array_agg(id ORDER BY note), array_agg(numbers) FROM t WHERE id = 1', '?[+]?[?]'],
      ['SELECT array_agg(note ORDER BY id) FROM t', '?[?]'],
      [
        "SELECT string_to_array('a,b', ','), string_to_array('a,b', ',', 'b'), regexp_split_to_array('a', 'b')",
        '+[+]+[?]+[+]',
      ],
      ['SELECT string_to_array(1, 2)', '?[?]'],
      ['SELECT array_append(ARRAY[id], NULL), array_remove(numbers, NULL) FROM t', '+[?]+[+]'],
      ['SELECT array_replace(numbers, 1, 2), array_replace(ARRAY[id], 1, 2) FROM t', '+[?]+[+]'],
      ['SELECT array_sort(ARRAY[id]), array_reverse(ARRAY[id]), array_sort(numbers) FROM t', '+[+]+[+]+[?]'],
      ['SELECT array_shuffle(ARRAY[id]), array_sample(ARRAY[id], 1), array_shuffle(numbers) FROM t', '+[+]+[+]+[?]'],
      ['SELECT array_remove(numbers, 1), array_append(NULL, 1) FROM t', '+[?]+[+]'],
      ['SELECT s.a, s.b FROM (SELECT ARRAY[id] AS a, numbers AS b FROM t) s', '+[+]+[?]'],
      ['SELECT ARRAY[id] FROM t UNION SELECT numbers FROM t', '+[?]'],
      ['SELECT ARRAY[id] FROM t UNION SELECT ARRAY[3]', '+[+]'],
      ['SELECT ARRAY[1] UNION (SELECT ARRAY[2] UNION SELECT ARRAY[NULL::int] LIMIT 5)', '+[?]'],
      ['SELECT v.a, v.b FROM (VALUES (ARRAY[1], ARRAY[1]), (ARRAY[2], ARRAY[NULL::int])) v (a, b)', '+[+]+[?]'],
      ['SELECT ARRAY[id] FROM t GROUP BY ARRAY[id]', '+[+]'],
      ['SELECT x FROM unnest(ARRAY[1]) x GROUP BY x', '+[?]'],
      ['SELECT $1::int[], $2::text[]', '+[+]+[+]'],
      ['SELECT numbers || 1, id FROM t', '+[?]+[?]'],
      [
        "SELECT s.a::time[], s.a::date[], s.d::int[], s.d::text[], s.w::mood[] FROM (SELECT ARRAY[at] AS a, ARRAY[doc] AS d, ARRAY['sad'::text] AS w FROM t) s",
        '+[?]+[+]+[?]+[+]+[?]',
      ],
      [
        'WITH RECURSIVE r (a, b, d) AS (SELECT ARRAY[1], ARRAY[NULL::int], 1 UNION ALL SELECT b, a, d + 1 FROM r WHERE d < 3) SELECT a, b FROM r',
        '+[?]+[?]',
      ],
      [
        'WITH RECURSIVE r (a, b, d) AS (SELECT ARRAY[true], ARRAY[NULL::boolean], 1 UNION ALL SELECT ARRAY[true = ANY (a)], ARRAY[true = ANY (b)], d + 1 FROM r WHERE d < 3) SELECT a, b FROM r',
        '+[+]+[?]',
      ],
      [
        'WITH RECURSIVE r (a, d) AS (SELECT ARRAY[1], 1 UNION ALL SELECT a, d + 1 FROM r WHERE d < 3) SELECT a FROM r',
        '+[+]',
      ],
    ],
    true,
  );
});
