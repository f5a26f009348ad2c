/* @name NeverInvited */ -- :many
SELECT id FROM members WHERE id = :id AND id NOT IN (SELECT invited_by FROM members WHERE team_id = :team);

/* @name NotAll */ -- :many
SELECT id FROM members WHERE id = :id AND id <> ALL (SELECT invited_by FROM members WHERE team_id = :team);

/* @name OuterJoined */ -- :many
SELECT id FROM teams
WHERE id = :id AND id NOT IN (
  SELECT t.id FROM members m LEFT JOIN teams t ON t.id = m.team_id WHERE m.team_id = :team
);

/* @name WrittenOut */ -- :many
SELECT id FROM members WHERE id = :id AND nick NOT IN ('a', NULL);

/* @name OnlyTheSecond */ -- :many
SELECT id FROM members
WHERE id NOT IN (SELECT id FROM members WHERE team_id = :team)
  AND id NOT IN (SELECT invited_by FROM members WHERE team_id = :team)
  AND id = :id;

/* @name NeverNull */ -- :many
SELECT id FROM teams WHERE id = :id AND id NOT IN (SELECT team_id FROM members WHERE team_id = :team);

/* @name Excluded */ -- :many
SELECT id FROM members
WHERE id = :id AND id NOT IN (SELECT invited_by FROM members WHERE team_id = :team AND invited_by IS NOT NULL);

/* @name Invited */ -- :many
SELECT id FROM members WHERE id IN (SELECT invited_by FROM members WHERE team_id = :team);

/* @name Listed */ -- :many
SELECT id FROM members WHERE id = :id AND nick NOT IN ('a', 'b') AND email <> ALL(:emails::text[]);

/* @name NotExists */ -- :many
SELECT id FROM members m
WHERE id = :id AND NOT EXISTS (SELECT FROM members WHERE team_id = :team AND invited_by = m.id);

/* @name StoredAndExcluded */ -- :exec
-- The elements are stored in a column that may be null.
INSERT INTO members (id, team_id, email, nick)
SELECT id, team_id, email, added.nick FROM members m, unnest(:nicks::text[]) AS added (nick)
WHERE id = :id AND m.nick <> ALL(:nicks::text[]);

/* @name DifferentFromOne */ -- :many
SELECT id FROM members WHERE id = :id AND nick <> ANY(ARRAY['a', NULL]);

/* @name AtLeastAll */ -- :many
SELECT id FROM members WHERE id = :id AND id >= ALL (SELECT invited_by FROM members WHERE team_id = :team);

/* @name Bracketed */ -- :many
SELECT id FROM members WHERE id = :id AND email IS NOT NULL AND NOT (nick IN ('a', NULL));

/* @name BracketedAny */ -- :many
SELECT id FROM members WHERE id = :id AND NOT (id = ANY (SELECT invited_by FROM members WHERE team_id = :team));

/* @name NoRowThenNull */ -- :many
SELECT id FROM members WHERE id = :id AND id NOT IN (SELECT max(id) FROM members);

/* @name Unnested */ -- :many
SELECT id FROM members WHERE id = :id AND id NOT IN (SELECT unnest(:ids::bigint[]));

/* @name NarrowedByCondition */ -- :many
SELECT id FROM members WHERE id = :id AND id NOT IN (SELECT invited_by FROM members WHERE team_id = :team AND invited_by > 3);

/* @name Unknown */ -- :many
SELECT id FROM members WHERE id = :id AND (NOT (nick IN ('a', 'b'))) IS NOT TRUE;
