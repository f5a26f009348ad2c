/* @name GetTeam */ -- :one
SELECT name FROM teams WHERE id = :id;

/* @name CountMembers */ -- :one
SELECT count(*) AS number FROM members WHERE team_id = :id;

/* @name JoinMembers */ -- :many
SELECT t.name, m.email FROM teams t JOIN members m ON m.team_id = t.id WHERE t.id = :id;
