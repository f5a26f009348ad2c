/* @name RenameTeam */ -- :exec
UPDATE teams SET name = :name WHERE id = :id;

/* @name CreateTeam */ -- :exec
-- What a trigger writes, the statement does not show.
INSERT INTO teams (id, name) VALUES (:id, :name);

/* @name RenameOther */ -- :exec
UPDATE other.teams SET name = :name WHERE id = :id;

/* @name RenameThroughViews */ -- :exec
UPDATE short_names SET name = :name WHERE id = :id;

/* @name AddThroughTrigger */ -- :exec
INSERT INTO team_users (team_id, user_id, name) VALUES (:team, :user, :name);

/* @name ReadThroughView */ -- :many
SELECT name FROM team_users WHERE team_id = :team;

/* @name ReadCounts */ -- :one
-- A materialized view holds rows of its own.
SELECT number FROM counts WHERE team_id = :team;

/* @name RefreshCounts */ -- :exec
REFRESH MATERIALIZED VIEW counts;

/* @name WriteToPartition */ -- :exec
DELETE FROM events_2026 WHERE at = :at;

/* @name WriteToChild */ -- :exec
UPDATE dogs SET breed = :breed WHERE id = :id;

/* @name EmptyMany */ -- :exec
TRUNCATE ONLY public.posts, "Odd Names", teams *, other.teams CASCADE;

/* @name Lock */ -- :exec
LOCK TABLE users IN EXCLUSIVE MODE;

/* @name CallFunction */ -- :one
SELECT wipe(:id::bigint)::text AS nothing;

/* @name CopyUsers */ -- :exec
INSERT INTO teams (id, name) SELECT id, name FROM users WHERE id = :id ON CONFLICT (id) DO UPDATE SET name = excluded.name;

/* @name AllAtOnce */ -- :exec
WITH gone AS (DELETE FROM posts WHERE id = :id RETURNING user_id),
  renamed AS (UPDATE users SET name = '' FROM gone WHERE users.id = gone.user_id RETURNING users.id)
INSERT INTO teams (id) SELECT id FROM renamed;

/* @name MergeUsers */ -- :exec
MERGE INTO users u USING teams t ON t.id = u.id AND t.id = :id
WHEN MATCHED AND t.name = '' THEN DELETE
WHEN MATCHED THEN UPDATE SET name = t.name
WHEN NOT MATCHED THEN DO NOTHING;

/* @name DeleteTeam */ -- :exec
-- Users go with it, by their index; whether posts refer to those is looked up without one.
DELETE FROM teams WHERE id = :id;
