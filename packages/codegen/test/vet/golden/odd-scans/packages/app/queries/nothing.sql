/* @name Expression */ -- :one
SELECT id FROM users WHERE lower(email) = lower(:email);

/* @name Gin */ -- :many
SELECT id FROM users WHERE tags @> :tags::text[] OR doc @> :doc::jsonb;

/* @name Brin */ -- :many
SELECT id FROM users WHERE born > :born;

/* @name Hash */ -- :many
SELECT id FROM users WHERE age = :age;

/* @name Partial */ -- :many
SELECT id FROM users WHERE org = :org AND active;

/* @name Prefix */ -- :many
SELECT id FROM users WHERE name LIKE 'abc%';

/* @name FirstColumn */ -- :many
SELECT c FROM pairs WHERE a = :a;

/* @name Range */ -- :many
SELECT id FROM users WHERE at BETWEEN :from AND :to;

/* @name Nothing */ -- :many
SELECT id FROM users WHERE false;

/* @name Place */ -- :many
SELECT id FROM users WHERE ctid = :ctid::tid;

/* @name Sample */ -- :many
SELECT id FROM users TABLESAMPLE system (1);

/* @name OnlyParent */ -- :many
SELECT id FROM ONLY animals WHERE id = :id;

/* @name TheSmallOne */ -- :many
SELECT name FROM other.small;

/* @name ViewByKey */ -- :one
SELECT name FROM user_names WHERE id = :id;

/* @name Lateral */ -- :many
SELECT p.a, l.name FROM pairs p, LATERAL (SELECT name FROM users u WHERE u.id = p.b ORDER BY at LIMIT 3) l WHERE p.a = :a;

/* @name Listed */ -- :many
SELECT u.id FROM unnest(:ids::bigint[]) AS wanted (id) JOIN users u USING (id);

/* @name Recursive */ -- :many
WITH RECURSIVE up AS (SELECT id, org FROM users WHERE id = :id UNION SELECT u.id, u.org FROM users u JOIN up ON u.id = up.org)
SELECT id FROM up;

/* @name Last */ -- :one
SELECT max(at) AS last FROM users;

/* @name NoTable */ -- :many
SELECT n FROM generate_series(1, :n::int) AS n UNION ALL VALUES (0);

/* @name InFunction */ -- :one
-- What a function reads, the plan does not show.
SELECT user_count() AS number;

/* @name Catalog */ -- :many
SELECT relname FROM pg_class WHERE relname = :name;

/* @name DeleteByJoin */ -- :exec
DELETE FROM users USING pairs p WHERE users.id = p.b AND p.a = :a;

/* @name Upsert */ -- :exec
INSERT INTO pairs (a, b, c) VALUES (:a, :b, :c) ON CONFLICT (a, b) DO UPDATE SET c = excluded.c WHERE pairs.c <> excluded.c;

/* @name Merge */ -- :exec
MERGE INTO pairs p USING (SELECT :a::bigint AS a, :b::bigint AS b) AS new ON p.a = new.a AND p.b = new.b
WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (a, b) VALUES (new.a, new.b);

/* @name MeantAsAWhole */ -- :exec
DELETE FROM pairs WHERE true;
