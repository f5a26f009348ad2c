/* @name CannotBePlanned */ -- :many
-- The division is carried out when the statement is planned: it has no plan, and the others are planned all the same.
SELECT id, 1 / 0 AS nothing FROM teams WHERE color = :color;

/* @name ListTeams */ -- :many
SELECT id, name FROM teams ORDER BY name;

/* @name FindByColor */ -- :many
SELECT id FROM teams WHERE color = :color;

/* @name SearchNotes */ -- :many
SELECT id FROM notes WHERE body ILIKE :pattern ORDER BY id LIMIT :limit;

/* @name OptionalFilter */ -- :many
SELECT id FROM teams WHERE :name::text IS NULL OR name = :name;

/* @name SecondColumnOfIndex */ -- :many
SELECT id FROM members WHERE nick = :nick;

/* @name OnlyAPartOfThePartitions */ -- :one
SELECT count(*) AS number FROM events WHERE at > :since;

/* @name CountTeams */ -- :one
SELECT count(*) AS number FROM teams;

/* @name RecolorAll */ -- :exec
UPDATE teams SET color = :to WHERE color = :from;

/* @name GetTeam */ -- :one
SELECT name FROM teams WHERE id = :id;

/* @name GetTeams */ -- :many
SELECT name FROM teams WHERE id = ANY(:ids::bigint[]) ORDER BY name;

/* @name FirstTeams */ -- :many
SELECT id FROM teams ORDER BY created_at DESC LIMIT :limit;

/* @name AnyTeam */ -- :one
SELECT name FROM teams LIMIT 1;

/* @name LatestTeam */ -- :one
SELECT max(created_at) AS at FROM teams;

/* @name PendingTeams */ -- :many
-- A partial index holds no other rows.
SELECT id FROM teams WHERE status = 'pending' ORDER BY id;

/* @name MembersOfTeams */ -- :many
SELECT t.name, m.email FROM teams t JOIN members m ON m.team_id = t.id WHERE t.created_at > :since;

/* @name EventsOfKind */ -- :many
SELECT at FROM events WHERE kind = :kind AND at > :since;

/* @name EitherKey */ -- :many
SELECT id FROM members WHERE email = :email OR id = :id;

/* @name AllSettings */ -- :many
-- The config says that this table stays small.
SELECT key, value FROM settings ORDER BY key;
