import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { unlessTooNew } from '../support/postgres-versions.ts';
import { FUZZ_SCHEMA, STATES } from './fuzz-schema.ts';
import { openStates, type States } from './states.ts';

/** Ordinary queries, as one writes them, and whether a value may be null: no more often than it is. Each runs, too. */
let compiler: TestCompiler;
let states: States;
beforeAll(async () => {
  compiler = await openCompiler(FUZZ_SCHEMA);
  states = await openStates(compiler, FUZZ_SCHEMA, STATES);
}, 60_000);
afterAll(async () => {
  await states[Symbol.asyncDispose]();
  await compiler[Symbol.asyncDispose]();
});

/** The columns: `?` behind one that may be null, `[?]` behind an array that may hold nulls. */
async function see(statement: string): Promise<string> {
  const [query] = await compiler.compile(`/* @name Q */ -- :many\n${statement};`);
  if (query === undefined) throw new Error('nothing was compiled');
  const { ran, lies } = await states.judge(query);
  expect(lies).toEqual([]);
  expect(ran).toBeGreaterThan(0);
  return query.columns
    .map(({ property, typeOid, nullable, elementNullable }) => {
      const array = (compiler.catalog.types.get(typeOid)?.element ?? 0) > 0;
      return `${property}${nullable ? '?' : ''}${array && elementNullable ? '[?]' : ''}`;
    })
    .join(' ');
}

const QUERIES: readonly (readonly [string, readonly (readonly [statement: string, columns: string])[]])[] = [
  [
    'joins',
    [
      ['SELECT a.id, e.u, e.n FROM a JOIN e ON e.id = a.m', 'id u n?'],
      ['SELECT a.id, e.u FROM a, e WHERE e.id = a.n', 'id u'],
      ['SELECT a.n FROM a JOIN e ON e.id = a.n', 'n'],
      ['SELECT a.id, e.u FROM a LEFT JOIN e ON e.id = a.n', 'id u?'],
      ['SELECT a.id, e.u FROM a LEFT JOIN e ON e.id = a.n WHERE e.id IS NOT NULL', 'id u'],
      ["SELECT a.id, e.u, e.t FROM a LEFT JOIN e ON e.id = a.n WHERE e.t = 'a'", 'id u t'],
      [
        'SELECT a.id, c.total FROM a LEFT JOIN LATERAL (SELECT count(*) AS total FROM e WHERE e.n = a.id) c ON true',
        'id total',
      ],
      [
        'SELECT a.id, c.total, c.last FROM a LEFT JOIN LATERAL (SELECT count(*) AS total, max(m) AS last FROM e) c ON true',
        'id total last?',
      ],
      ['SELECT a.id, c.u FROM a LEFT JOIN LATERAL (SELECT u FROM e LIMIT 1) c ON true', 'id u?'],
      ['SELECT a.id, c.total FROM a LEFT JOIN (SELECT count(*) AS total FROM e) c ON false', 'id total?'],
      ['SELECT a.id, c.total FROM a LEFT JOIN (SELECT count(*) AS total FROM e) c ON c.total = a.n', 'id total?'],
      ['SELECT a.id, c.total FROM a CROSS JOIN (SELECT count(*) AS total FROM e) c', 'id total'],
      ['SELECT id, a.u FROM a JOIN e USING (id)', 'id u'],
      ['SELECT id, e.u FROM a LEFT JOIN e USING (id)', 'id u?'],
    ],
  ],
  [
    'conditions',
    [
      ['SELECT n, t FROM a WHERE n IS NOT NULL AND t IS NOT NULL', 'n t'],
      ['SELECT n, t FROM a WHERE NOT (n IS NULL OR t IS NULL)', 'n t'],
      ['SELECT n FROM a WHERE n = 1 OR n > 5', 'n'],
      ['SELECT n, t FROM a WHERE n = 1 OR t = $$x$$', 'n? t?'],
      ['SELECT n FROM a WHERE n IN (1, 2)', 'n'],
      ['SELECT n FROM a WHERE n <> 1', 'n'],
      ['SELECT n FROM a WHERE NOT n = 1', 'n'],
      ['SELECT n FROM a WHERE n BETWEEN 1 AND 3', 'n'],
      ['SELECT n FROM a WHERE n NOT BETWEEN 1 AND 3', 'n'],
      ['SELECT t FROM a WHERE t LIKE $$a%$$', 't'],
      ['SELECT b FROM a WHERE b', 'b'],
      ['SELECT b FROM a WHERE NOT b', 'b'],
      ['SELECT b FROM a WHERE b IS TRUE', 'b'],
      ['SELECT b FROM a WHERE b IS NOT TRUE', 'b?'],
      ['SELECT b FROM a WHERE b IS NOT UNKNOWN', 'b'],
      ['SELECT n FROM a WHERE n IS DISTINCT FROM 1', 'n?'],
    ],
  ],
  [
    'CASE, COALESCE and their like',
    [
      ['SELECT coalesce(n, 0) AS n, coalesce(n, m) AS m, coalesce(n, NULL) AS o FROM a', 'n m o?'],
      ['SELECT CASE WHEN n > 1 THEN 1 ELSE 0 END AS v FROM a', 'v'],
      ['SELECT CASE WHEN n > 1 THEN 1 END AS v FROM a', 'v?'],
      ['SELECT CASE WHEN n IS NOT NULL THEN n ELSE 0 END AS v FROM a', 'v'],
      ['SELECT CASE WHEN n IS NULL THEN 0 ELSE n END AS v FROM a', 'v'],
      ['SELECT CASE WHEN n IS NULL OR t IS NULL THEN $$none$$ ELSE t || n END AS v FROM a', 'v'],
      ['SELECT CASE WHEN n > 1 THEN n WHEN n IS NULL THEN 0 ELSE n END AS v FROM a', 'v'],
      ['SELECT CASE WHEN n > 1 THEN 0 ELSE n END AS v FROM a', 'v?'],
      ['SELECT CASE WHEN e.id IS NULL THEN $$nobody$$ ELSE e.u END AS v FROM a LEFT JOIN e ON e.id = a.n', 'v'],
      ['SELECT greatest(n, m) AS g, least(n, NULL) AS l, nullif(m, 0) AS z FROM a', 'g l? z?'],
      ['SELECT n::required_int AS d FROM a WHERE n IS NOT NULL', 'd'],
    ],
  ],
  [
    'aggregates and windows',
    [
      ['SELECT count(*) AS c, count(n) AS n, sum(m) AS s, max(m) AS x FROM a', 'c n s? x?'],
      ['SELECT m, count(*) AS c, sum(id) AS s, max(u) AS x, avg(m) AS v FROM a GROUP BY m', 'm c s x v'],
      ['SELECT m, sum(n) AS s, array_agg(n) AS l, array_agg(u) AS k FROM a GROUP BY m', 'm s? l[?] k'],
      ['SELECT m, sum(id) FILTER (WHERE f) AS s FROM a GROUP BY m', 'm s?'],
      ['SELECT m, string_agg(u, $$,$$) AS s, jsonb_agg(n) AS j, bool_or(f) AS b FROM a GROUP BY m', 'm s j b'],
      ['SELECT coalesce(sum(n), 0) AS s FROM a', 's'],
      ['SELECT coalesce(array_agg(t) FILTER (WHERE t IS NOT NULL), $${}$$) AS l FROM a', 'l'],
      [
        'SELECT a.id, coalesce(array_agg(e.u) FILTER (WHERE e.id IS NOT NULL), $${}$$) AS l FROM a LEFT JOIN e ON e.n = a.id GROUP BY a.id',
        'id l',
      ],
      ['SELECT coalesce(jsonb_agg(n), $$[]$$) AS l FROM a', 'l'],
      ['SELECT m, count(*) AS c FROM a GROUP BY ROLLUP (m)', 'm? c'],
      [
        'SELECT row_number() OVER () AS r, rank() OVER (ORDER BY m) AS k, count(*) OVER () AS c, ntile(4) OVER () AS t FROM a',
        'r k c t',
      ],
      ['SELECT lag(m) OVER (ORDER BY id) AS l, lag(m, 1, 0) OVER (ORDER BY id) AS k FROM a', 'l? k'],
      [
        'SELECT sum(m) OVER (ORDER BY id) AS s, avg(m) OVER (ORDER BY id ROWS 2 PRECEDING) AS v, first_value(u) OVER (PARTITION BY m ORDER BY id) AS f, sum(n) OVER () AS t FROM a',
        's v f t?',
      ],
      ['SELECT m, sum(count(*)) OVER (ORDER BY m) AS s FROM a GROUP BY m', 'm s'],
      [
        'SELECT m, percentile_cont(0.5) WITHIN GROUP (ORDER BY id) AS p, mode() WITHIN GROUP (ORDER BY n) AS o, any_value(u) AS v FROM a GROUP BY m',
        'm p o? v',
      ],
      ['SELECT a.id, array_remove(array_agg(e.u), NULL) AS l FROM a LEFT JOIN e ON e.n = a.id GROUP BY a.id', 'id l'],
    ],
  ],
  [
    'functions and operators',
    [
      ['SELECT now() AS a, current_date AS b, gen_random_uuid() AS c, random() AS d, current_user AS e', 'a b c d e'],
      [
        'SELECT u || $$x$$ || m AS a, concat(t, n) AS b, concat_ws($$,$$, t, n) AS c, format($$%s$$, t) AS d FROM a',
        'a b c d',
      ],
      [
        'SELECT lower(u) AS a, length(u) AS b, substr(u, 1, 2) AS c, split_part(u, $$,$$, 2) AS d, trim(u) AS e FROM a',
        'a b c d e',
      ],
      [
        'SELECT lower(t) AS a, substring(u FROM $$x(.)$$) AS b, substring(u SIMILAR $$x#"%#"$$ ESCAPE $$#$$) AS c, substring(u FROM 1 FOR 2) AS d, substring(u, 2) AS e FROM a',
        'a? b? c? d e',
      ],
      ['SELECT acos(cos(radians(m))) AS a, atan2(m, id) AS b, sin(n) AS c FROM a', 'a b c?'],
      ['SELECT unnest(enum_range(NULL::color)) AS a, 1 AS b', 'a b'],
      ['SELECT regexp_matches(u, $$(a)|(b)$$) AS a, regexp_split_to_array(u, $$,$$) AS b FROM a', 'a[?] b'],
      ['SELECT m + 1 AS a, m * id AS b, m % 2 AS c, m::text AS d, m::numeric / 3 AS e, -m AS f FROM a', 'a b c d e f'],
      [
        'SELECT tn + interval $$1 day$$ AS a, tn::date AS b, date_trunc($$day$$, tn) AS c, tn < now() AS d, tn AT TIME ZONE $$UTC$$ AS e FROM a',
        'a b c d e',
      ],
      [
        'SELECT extract(year FROM tn) AS a, extract(epoch FROM tn) AS b, extract(dow FROM now()) AS c, to_char(m, $$000$$) AS d FROM a',
        'a b c d',
      ],
      [
        'SELECT jsonb_build_object($$n$$, n) AS a, to_jsonb(u) AS b, to_jsonb(n) AS c, jn || $${}$$ AS d, jn -> $$k$$ AS e FROM a',
        'a b c? d e?',
      ],
      [
        'SELECT cardinality(ys) AS a, array_length(ys, 1) AS b, ys || 1 AS c, array_to_string(ws, $$,$$) AS d FROM a',
        'a b? c[?] d',
      ],
      ['SELECT ys = $${}$$ AS a, 1 = ANY (ws::int[]) AS b, u = ANY (ws) AS c FROM a', 'a b c'],
      [
        'SELECT to_tsvector($$simple$$, u) AS a, ts_rank(to_tsvector($$simple$$, u), to_tsquery($$simple$$, $$a$$)) AS b FROM a',
        'a b',
      ],
    ],
  ],
  [
    'subqueries',
    [
      ['SELECT EXISTS (SELECT FROM e WHERE e.n = a.id) AS x FROM a', 'x'],
      ['SELECT (SELECT count(*) FROM e WHERE e.n = a.id) AS x FROM a', 'x'],
      ['SELECT (SELECT u FROM e WHERE e.id = a.n) AS x FROM a', 'x?'],
      ['SELECT ARRAY(SELECT u FROM e ORDER BY id) AS x, ARRAY(SELECT n FROM e) AS y', 'x y[?]'],
      ['SELECT m IN (SELECT id FROM e) AS x, n IN (SELECT id FROM e) AS y FROM a', 'x y?'],
      ['WITH x AS (SELECT id, u, n FROM a WHERE n > 1) SELECT * FROM x', 'id u n'],
      ['WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 3) SELECT i FROM r', 'i'],
      ['SELECT id, u FROM a UNION ALL SELECT id, t FROM e', 'id u?'],
      ['SELECT s.v FROM generate_series(1, 3) AS s(v)', 'v'],
      ['SELECT x.value FROM a, jsonb_array_elements(jsonb_build_array(a.j)) AS x(value)', 'value'],
      ['SELECT x.w FROM a, unnest(a.ws) AS x(w)', 'w'],
      ['SELECT x.key, x.value FROM a, jsonb_each(a.j) AS x WHERE jsonb_typeof(a.j) = $$object$$', 'key value'],
      [
        'SELECT x.key, x.value, x.ord FROM a, jsonb_each_text(CASE WHEN jsonb_typeof(a.j) = $$object$$ THEN a.j END) WITH ORDINALITY AS x(key, value, ord)',
        'key value? ord',
      ],
      ['SELECT x.key FROM a LEFT JOIN LATERAL json_each($${"k": null}$$) AS x ON a.n = 1', 'key?'],
      ['SELECT x.a, x.b FROM a, jsonb_to_record(a.jn) AS x(a int, b int) WHERE a.m < 0', 'a? b?'],
      ['SELECT x.i, x.ord FROM a, unnest(a.xs) WITH ORDINALITY AS x(i, ord)', 'i? ord'],
    ],
  ],
  [
    'writes',
    [
      ['INSERT INTO w (n, m) VALUES (1, 2) RETURNING id, n, m, t, u, g', 'id n? m t? u g?'],
      ['UPDATE w SET n = 1 RETURNING id, n, old.m AS before, new.m AS after', 'id n? before after'],
      ['DELETE FROM w WHERE n IS NOT NULL RETURNING id, n', 'id n'],
      ['INSERT INTO w (n) VALUES (1) ON CONFLICT (u) DO UPDATE SET n = 2 RETURNING id, old.id AS before', 'id before?'],
      ['UPDATE w SET m = a.m FROM a WHERE a.id = w.n RETURNING w.id, a.u, a.m', 'id u m'],
      ['WITH x AS (INSERT INTO w (n) VALUES (1) RETURNING id, u) SELECT id, u FROM x', 'id u'],
    ],
  ],
];

describe.each(QUERIES)('%s', (_, queries) => {
  it.each(queries.map(([statement, columns]): [string, string] => [statement, columns]))(
    '%s',
    async (statement, expected) => {
      const seen = await unlessTooNew(compiler.database.client, statement, expected, async () => see(statement));
      expect(seen).toBe(expected);
    },
  );
});
