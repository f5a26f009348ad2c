/* @name OldAndNew */ -- :one
UPDATE users SET total = total + :by WHERE id = :id RETURNING old.total AS before, new.total AS after, new.double, old.name;

/* @name JsonTable */ -- :many
SELECT jt.id, jt.n, jt.x FROM JSON_TABLE(:doc::jsonb, '$[*]' COLUMNS (n FOR ORDINALITY, id int PATH '$.id', x text PATH '$.x')) AS jt;

/* @name MergeReturning */ -- :many
MERGE INTO users u USING (SELECT :id::bigint AS id, :name::text AS name) s ON s.id = u.id WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT (id, email, r) VALUES (s.id, :email, 'x') RETURNING merge_action(), u.id, s.name, old.name AS oldname;

/* @name JsonAggregates */ -- :many
SELECT o.title, json_agg(json_build_object('id', u.id)) FILTER (WHERE u.id IS NOT NULL) AS us, coalesce(jsonb_agg(u.id), '[]') AS ids, json_object_agg(u.email, u.id) AS oa, JSON_OBJECT('a': 1) AS jo, JSON_ARRAY(1, 2) AS jar, JSON_VALUE(jsonb '{}', '$.a') AS jv, JSON_EXISTS(jsonb '{}', '$.a') AS je, JSON_ARRAYAGG(u.id) AS jaa, o.title IS JSON AS ij FROM orgs o LEFT JOIN users u ON u.org = o.id GROUP BY o.id;
