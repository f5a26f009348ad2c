/* @name Equal */ -- :many
-- Nor is the parameter said to change nothing, as it does once the comparison is mended.
SELECT id FROM members WHERE nick = NULL AND id = :id;

/* @name Unequal */ -- :many
SELECT id FROM members WHERE id = :id AND NULL <> nick;

/* @name Cast */ -- :many
SELECT id FROM members WHERE id = :id AND (team_id = (NULL)::bigint OR nick = :nick);

/* @name Rows */ -- :many
SELECT id FROM members WHERE (id, nick) = (:id, NULL);

/* @name ByCase */ -- :many
SELECT CASE nick WHEN NULL THEN 'none' ELSE nick END AS name FROM members WHERE id = :id;

/* @name BesideSet */ -- :exec
UPDATE members SET nick = NULL, invited_by = NULL WHERE invited_by = NULL AND id = :id;

/* @name Joined */ -- :many
SELECT m.id FROM members m LEFT JOIN teams t ON t.color = NULL AND t.id = m.team_id WHERE m.id = :id;

/* @name InPart */ -- :many
SELECT team_id, count(*) FILTER (WHERE nick LIKE NULL) AS number FROM members WHERE id = :id GROUP BY team_id HAVING max(id) > NULL;

/* @name Meant */ -- :many
SELECT id, nullif(nick, NULL) AS nick, coalesce(nick, NULL) AS other, 'a' || NULL AS text
FROM members
WHERE id = :id AND nick IS NOT NULL AND email IS DISTINCT FROM NULL AND nick IN ('a', NULL);

/* @name Stored */ -- :exec
INSERT INTO members (id, team_id, email, nick) VALUES (:id, :team, :email, NULL)
ON CONFLICT (email) DO UPDATE SET nick = NULL, invited_by = NULL;

/* @name Disabled */ -- :many
-- vet: disable=no-null-comparison an example of what not to write
SELECT id FROM members WHERE id = :id OR nick = NULL;
