/* @name GetTeam */ -- :one
SELECT * FROM teams WHERE id = :id;

/* @name GetMember */ -- :one
SELECT t.name, m.* FROM members m JOIN teams t ON t.id = m.team_id WHERE m.id = :id;

/* @name CreateSetting */ -- :one
INSERT INTO settings (key, value) VALUES (:key, :value) RETURNING *;

/* @name LatestOfEach */ -- :many
SELECT DISTINCT ON (team_id) * FROM members WHERE team_id = ANY(:teams::bigint[]) ORDER BY team_id, id;

/* @name NoStars */ -- :many
SELECT count(*) AS number, 2 * :factor::int AS twice, (1) * 3 AS three, t.id * t.id AS square
FROM teams t WHERE t.id = :id AND EXISTS (SELECT * FROM members m WHERE m.team_id = t.id)
GROUP BY t.id;
