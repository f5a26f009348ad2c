/* @name ListTeamsByPage */ -- :many
SELECT id FROM teams ORDER BY id LIMIT :limit OFFSET :skip;

/* @name ListTeams */ -- :many
SELECT id FROM teams;

/* @name CloseAll */ -- :exec
UPDATE teams SET status = 'closed' WHERE closed;

/* @name DeleteNotes */ -- :exec
DELETE FROM notes;
