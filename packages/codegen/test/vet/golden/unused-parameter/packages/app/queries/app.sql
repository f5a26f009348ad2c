/* @name SortByParameter */ -- :many
SELECT id FROM teams WHERE id = :id ORDER BY :column::text;

/* @name GroupByParameter */ -- :many
SELECT id FROM teams WHERE id = :id GROUP BY :column::text, id;

/* @name UnreadCte */ -- :many
WITH unread AS (SELECT :nothing::text AS nothing) SELECT id FROM teams WHERE id = :id;

/* @name AlwaysTrue */ -- :many
SELECT id FROM teams WHERE id = :id AND (true OR name = :name);

/* @name JoinedForNothing */ -- :many
SELECT m.id FROM members m LEFT JOIN teams t ON t.id = m.team_id AND t.name = :name WHERE m.id = :id;

/* @name SelectedByExists */ -- :many
SELECT id FROM teams WHERE id = :id AND EXISTS (SELECT :what::text FROM members WHERE team_id = teams.id);

/* @name AllCount */ -- :many
SELECT :label::text AS label, id, row_number() OVER (ORDER BY id) AS position
FROM teams
WHERE (:name::text IS NULL OR name = :name) AND id > :after
ORDER BY CASE WHEN :byName::boolean THEN name END, id
LIMIT :limit OFFSET coalesce(:skip, 0);

/* @name Grouped */ -- :many
SELECT :label::text AS label, count(*) AS number FROM members WHERE team_id = :team GROUP BY 1;

/* @name Written */ -- :exec
INSERT INTO members (id, team_id, email) VALUES (:a, :team, :first), (:b, :team, :second)
ON CONFLICT (email) DO UPDATE SET nick = :nick;

/* @name Merged */ -- :exec
MERGE INTO teams t USING (SELECT :id::bigint AS id) s ON t.id = s.id
WHEN MATCHED THEN UPDATE SET color = :color
WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, :name);

/* @name Windowed */ -- :many
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN :before::int PRECEDING AND CURRENT ROW) AS total FROM teams WHERE id = :id;

/* @name NotIn */ -- :many
SELECT id FROM teams WHERE id = :id AND :email::text NOT IN (SELECT email FROM members WHERE team_id = :team);

/* @name Unnested */ -- :execrows
INSERT INTO settings (key, value) SELECT * FROM unnest(:keys::text[], :values::jsonb[]);
