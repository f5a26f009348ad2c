/* @name SomeTeams */ -- :many
SELECT id FROM teams LIMIT :limit;

/* @name Fetched */ -- :many
SELECT t.id FROM teams t JOIN members m ON m.team_id = t.id WHERE t.color = :color FETCH FIRST 5 ROWS ONLY;

/* @name Grouped */ -- :many
SELECT color, count(*) AS number FROM teams GROUP BY color LIMIT 10;

/* @name Ordered */ -- :many
SELECT id FROM teams ORDER BY id LIMIT :limit;

/* @name AnyOne */ -- :many
SELECT id FROM teams LIMIT 1;

/* @name GetAnyOne */ -- :one
SELECT id FROM teams LIMIT 1;

/* @name All */ -- :many
SELECT id FROM teams LIMIT ALL;

/* @name Locked */ -- :many
SELECT id FROM teams WHERE status = 'pending' LIMIT 10 FOR UPDATE SKIP LOCKED;

/* @name OrderedBelow */ -- :many
SELECT id FROM (SELECT id FROM teams ORDER BY created_at) AS latest LIMIT 10;

/* @name Batch */ -- :execrows
-- Which rows go first is all the same, as all go in the end.
DELETE FROM notes WHERE id IN (SELECT id FROM notes WHERE body = :body LIMIT 1000);

/* @name Generated */ -- :many
SELECT day FROM generate_series(1, 10) AS day LIMIT :limit;

/* @name BoundedRecursion */ -- :many
WITH RECURSIVE up AS (
  SELECT id, invited_by FROM members WHERE id = :id
  UNION ALL SELECT m.id, m.invited_by FROM members m JOIN up ON m.id = up.invited_by
)
SELECT id FROM up LIMIT 100;

/* @name Disabled */ -- :many
-- vet: disable=no-limit-without-order a sample to show what the table is like
SELECT id FROM teams LIMIT 20;
