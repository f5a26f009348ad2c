/* @name RecursiveWithPath */ -- :many
WITH RECURSIVE t AS (SELECT id, parent, 1 AS depth, ARRAY[id] AS path FROM orgs WHERE id = :id UNION ALL SELECT o.id, o.parent, t.depth + 1, t.path || o.id FROM orgs o JOIN t ON o.parent = t.id WHERE t.depth < :max) SELECT * FROM t;

/* @name SetOperations */ -- :many
SELECT name FROM users UNION SELECT title FROM orgs EXCEPT SELECT :x::text ORDER BY 1;

/* @name Lateral */ -- :many
SELECT o.id, l.name, l.n FROM orgs o LEFT JOIN LATERAL (SELECT u.name, count(*) AS n FROM users u WHERE u.org = o.id AND u.id > :after GROUP BY u.name LIMIT :lim) l ON true;

/* @name View */ -- :many
SELECT id, name, title FROM v WHERE title = :t;

/* @name ViewOfView */ -- :many
SELECT id, title, up FROM vv;

/* @name GeneratedColumn */ -- :one
INSERT INTO users (id, email, total, r) VALUES (:id, :email, :total, :r) RETURNING id, double, r, name;

/* @name GroupingSets */ -- :many
SELECT org, mood, count(*) AS n, grouping(org) AS g, sum(total) AS s FROM users GROUP BY GROUPING SETS ((org), (mood), ());

/* @name Windows */ -- :many
SELECT id, rank() OVER w AS r, first_value(name) OVER w AS f, sum(total) OVER (PARTITION BY org) AS s, lead(id, :n::int, 0::bigint) OVER w AS l, ntile(:k) OVER w AS nt, nth_value(email, 2) OVER w AS nv FROM users WINDOW w AS (ORDER BY id);

/* @name TableFunction */ -- :many
SELECT x.x, x.y FROM f(:a, :b) x;

/* @name SetOfTable */ -- :many
SELECT g.id, g.name, g.email FROM g(:a) g;

/* @name OutParameters */ -- :many
SELECT p, q FROM h(:a);

/* @name TwoRowMakers */ -- :many
SELECT generate_series(1, :n::int) AS i, unnest(:tags::text[]) AS t;

/* @name ValuesList */ -- :many
SELECT v.a, v.b, v.c FROM (VALUES (:a::int, 'x', NULL::text), (2, :b, 'z')) v(a, b, c);

/* @name Values */ -- :many
VALUES (1, :a::text), (2, NULL);

/* @name Composites */ -- :many
SELECT addr, (addr).street, (addr).zip, ROW(id, name) AS pair, u AS whole FROM users u WHERE (addr).zip = :zip;

/* @name Arrays */ -- :many
SELECT tags, tags[1] AS first, tags[1:2] AS slice, array_length(tags, 1) AS len, tags || :more::text[] AS more, ARRAY(SELECT name FROM users) AS names, array_agg(name) AS agg, ARRAY[name, email] AS both, cardinality(tags) AS card FROM users GROUP BY id;

/* @name Domains */ -- :many
SELECT pos, r, pos + 1 AS next, r || 'x' AS rx, :p::posint AS p, :q::req AS q, CAST(name AS req) AS nr FROM users;

/* @name Jsonb */ -- :many
SELECT doc->'a' AS a, doc->>'b' AS b, doc #> :path::text[] AS p, doc ? :key AS has, jsonb_build_object('x', name) AS o, to_jsonb(u) AS j, jsonb_agg(u.name) AS ja FROM users u GROUP BY u.id;

/* @name JsonbEach */ -- :many
SELECT j.k, j.v FROM users, jsonb_each(doc) AS j(k, v) WHERE id = :id;

/* @name JsonbRecords */ -- :many
SELECT t.a, t.b FROM jsonb_to_recordset(:doc::jsonb) AS t(a int, b text);

/* @name Ranges */ -- :one
SELECT lower(span) AS lo, upper(span) AS hi, span @> :n::int AS has, isempty(span) AS e, span * :other::int4range AS i FROM users WHERE id = :id;

/* @name FullJoin */ -- :many
SELECT u.id, o.title, coalesce(o.title, u.name, :dflt) AS label, nullif(u.name, :skip) AS n, greatest(u.total, :min) AS gr, least(NULL, u.total) AS le FROM users u FULL JOIN orgs o ON o.id = u.org;

/* @name WritingParts */ -- :many
WITH d AS (DELETE FROM users WHERE id = ANY(:ids) RETURNING id, name, email), i AS (INSERT INTO orgs (id, title) SELECT id, coalesce(name, email) FROM d RETURNING *) SELECT d.id, d.name, i.title, i.parent FROM d LEFT JOIN i USING (id);

/* @name Times */ -- :many
SELECT extract(epoch FROM at) AS e, date_trunc('day', at) AS d, at::date AS dd, at AT TIME ZONE 'UTC' AS u, now() - at AS age, current_timestamp AS ts, current_user AS cu FROM users WHERE at > now() - :iv::interval;

/* @name Aggregates */ -- :many
SELECT mysum(total) AS m, string_agg(name, :sep) AS s, percentile_cont(0.5) WITHIN GROUP (ORDER BY total) AS pc, mode() WITHIN GROUP (ORDER BY name) AS mo, bool_and(total > 1) AS ba, every(name IS NULL) AS ev, count(DISTINCT name) AS cd FROM users;

/* @name Comparisons */ -- :many
SELECT CASE mood WHEN 'sad' THEN 1 WHEN :m THEN 2 ELSE NULL END AS c, mood = ANY(:moods::mood[]) AS a, mood IS DISTINCT FROM 'ok' AS d, name LIKE :p AS l, (name, email) = (:n, :e) AS row, name IS NOT NULL AS nn, mood::text AS t FROM users;

/* @name MaterializedView */ -- :many
SELECT n, u.id FROM mv LEFT JOIN users u ON u.org = mv.org WHERE mv.org = :org;

/* @name Subqueries */ -- :many
SELECT DISTINCT ON (org) org, (SELECT max(x.total) FROM users x WHERE x.org = users.org) AS m, (SELECT x.email FROM users x WHERE x.id = users.id) AS e, EXISTS (SELECT 1 FROM orgs WHERE id = users.org) AS ex, users.id IN (SELECT org FROM users) AS isin, ARRAY(SELECT 1) AS ar, (SELECT (a, b) FROM (VALUES (1,2)) q(a,b)) AS roww FROM users ORDER BY org, id;

/* @name SystemColumns */ -- :many
SELECT users.*, tableoid::regclass AS t, ctid, xmin FROM users WHERE id = :id;

/* @name NaturalJoin */ -- :many
SELECT * FROM users u NATURAL JOIN (SELECT id, title AS name FROM orgs) o;

/* @name RowsFrom */ -- :many
SELECT a.x, b.y FROM ROWS FROM (generate_series(1, 3), unnest(ARRAY['a', 'b'])) WITH ORDINALITY AS a(x, y, z) CROSS JOIN (SELECT 1 AS y) b;

/* @name Upsert */ -- :one
INSERT INTO users (id, email, r) VALUES (:id, :email, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name, total = users.total + :inc WHERE users.total < :cap RETURNING (xmax = 0) AS inserted, name;

/* @name Partitioned */ -- :many
SELECT id FROM parts WHERE at = :at FOR UPDATE;

/* @name Texts */ -- :many
SELECT format('%s', name) AS f, concat(name, :c::text) AS c, name || :d AS d, md5(name) AS m, length(name) AS l, substring(name FROM :re) AS s, position('x' IN name) AS po, overlay(name placing 'a' from 1) AS ov, trim(name) AS tr, name COLLATE "C" AS co, xmlelement(name foo, name) AS xe, cast(:b AS bytea) AS by FROM users;

/* @name JsonAggregates */ -- :many
SELECT o.title, json_agg(json_build_object('id', u.id)) FILTER (WHERE u.id IS NOT NULL) AS us, coalesce(jsonb_agg(u.id), '[]') AS ids, json_object_agg(u.email, u.id) AS oa FROM orgs o LEFT JOIN users u ON u.org = o.id GROUP BY o.id;

/* @name AroundWindow */ -- :many
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) AS rn FROM users) x WHERE rn BETWEEN :from AND :to;

/* @name PartsOfColumns */ -- :exec
UPDATE users SET (name, mood) = (:name, :mood), addr.street = :street, tags[1] = :tag, doc['a'] = :val WHERE id = :id;

/* @name RowAssignment */ -- :exec
UPDATE users SET (name, total) = (SELECT title, :t::int FROM orgs WHERE id = :org) WHERE id = :id;

/* @name InsertSelect */ -- :exec
INSERT INTO users (id, email, r, addr, tags, doc) SELECT :id, :email, :r, ROW(:street, :zip)::addr, ARRAY[:t1, :t2], jsonb_build_object('k', :v::text);

/* @name DeleteByRows */ -- :exec
DELETE FROM users WHERE (id, email) IN (SELECT * FROM unnest(:ids::bigint[], :emails::text[])) AND total BETWEEN :lo AND :hi AND :flag AND at < :at::timestamptz + interval '1 day' AND name ~* :re AND (:opt::text IS NULL OR name = :opt);

/* @name Intersect */ -- :many
(SELECT id FROM users ORDER BY id LIMIT :a) INTERSECT ALL (SELECT id FROM orgs OFFSET :b);

/* @name Having */ -- :one
SELECT count(*) FILTER (WHERE total > :t) AS n, max(:m::int) AS mm, sum(total * :rate::numeric) AS s FROM users HAVING count(*) > :min;

/* @name NotNullAndStillNull */ -- :many
SELECT (addr).street AS s, tags[1] AS t, tags[1:2] AS sl, lower(span) AS lo, extract(hour FROM at) AS h, doc['a'] AS da, nullif(total, 1) AS ni, (doc->'x')::int AS di, (total)::text AS tt, at::time AS ti FROM strict;

/* @name OneRowMaker */ -- :many
SELECT generate_series(1, :n::int) AS i;

/* @name Unnested */ -- :many
SELECT unnest(tags) AS t, id FROM strict;

/* @name Operators */ -- :many
SELECT total / 2 AS d, total::numeric AS n, -total AS neg, NOT (total > 1) AS nt, total IN (1, NULL) AS inn, total BETWEEN 1 AND :hi AS b, total = ALL(:arr::int[]) AS al, (SELECT total) AS sub, coalesce(:x, total) AS co FROM strict;

/* @name CountOfNothing */ -- :one
SELECT count(*) AS c, (SELECT count(*) FROM strict s2 WHERE s2.id = :id) AS c2 FROM strict WHERE false;

/* @name Narrowed */ -- :many
SELECT s.id, x.total AS xt FROM strict s LEFT JOIN (SELECT DISTINCT total FROM strict WHERE total > :a) x ON x.total = s.total WHERE x.total IS NOT NULL;

/* @name InCase */ -- :many
SELECT id FROM strict WHERE at > :after AND tags[1] = :first AND (addr).zip = :zip AND total = CASE WHEN :h THEN :i ELSE 0 END;
