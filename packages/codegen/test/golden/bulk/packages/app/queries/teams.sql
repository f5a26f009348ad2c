/* @name CreateTeams */ -- :copyfrom
-- Many teams at once.
INSERT INTO teams (name, motto) VALUES (:name, :motto);

/* @name MergeTeams */ -- :copyfrom
INSERT INTO teams AS team (name, size)
VALUES (
  lower(:name), -- as it is searched for
  greatest(:size, 1) + :size::int
)
ON CONFLICT (name) DO UPDATE SET size = team.size + excluded.size;

/* @name RenameTeams */ -- :batchexec
UPDATE teams SET name = :name, motto = coalesce(:motto, motto) WHERE id = :id;

/* @name AddTeams */ -- :batchone
-- The statement always returns a row.
INSERT INTO teams (name, motto) VALUES (:name, :motto) RETURNING *;

/* @name FindMottos */ -- :batchone
SELECT motto FROM teams WHERE name = :name;

/* @name FindTeamsLike */ -- :batchmany
SELECT id, name FROM teams WHERE name LIKE :pattern ORDER BY name;

/* @name FindTeams */ -- :batchmany
SELECT * FROM teams WHERE id = ANY (:ids::bigint[]) ORDER BY id;

/* @name GrowTeams */ -- :execresult
UPDATE teams SET size = size + :by;

/* @name GetTeamNamed */ -- :one
SELECT * FROM teams WHERE name LIKE :pattern;

/* @name ListTeamNames */ -- :many
-- The same row as FindTeamsLike: one function maps both.
SELECT id, name FROM teams ORDER BY id;

/* @name ListNullableTeamNames */ -- :many
SELECT id, name AS "name?" FROM teams ORDER BY id;
