/* @name CloseAll */ -- :execrows
UPDATE teams SET status = :status;

/* @name DeleteNotes */ -- :exec
DELETE FROM notes;

/* @name DeleteInCte */ -- :one
WITH gone AS (DELETE FROM ONLY notes RETURNING id)
SELECT count(*) AS number FROM gone;

/* @name UpdateFromJoin */ -- :exec
UPDATE members SET nick = t.name FROM teams t;

/* @name MeansIt */ -- :exec
DELETE FROM notes WHERE true;

/* @name CloseOne */ -- :exec
UPDATE teams SET status = 'closed' WHERE id = :id;

/* @name Upsert */ -- :exec
INSERT INTO settings (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

/* @name Lock */ -- :one
SELECT id FROM teams WHERE id = :id FOR UPDATE;

/* @name SecondIsBare */ -- :exec
WITH one AS (UPDATE teams SET color = :color WHERE id = :id)
UPDATE settings SET value = 'null';

/* @name LockFirst */ -- :exec
WITH locked AS (SELECT key FROM settings WHERE key = :key FOR UPDATE)
UPDATE settings SET value = 'null' FROM locked;
