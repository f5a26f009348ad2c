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

/* @name WordsThatAreNames */ -- :exec
WITH done AS (SELECT 1 AS delete, 2 AS update) DELETE FROM notes USING done;

/* @name DeleteByJoin */ -- :exec
DELETE FROM notes USING members m WHERE m.id = notes.member_id AND m.team_id = :team;

/* @name UpdateByJoin */ -- :exec
UPDATE notes SET body = m.email FROM members m WHERE m.id = notes.member_id AND m.id = :id;

/* @name JoinIsNoWhere */ -- :exec
UPDATE notes SET body = m.email FROM members m JOIN teams t ON t.id = m.team_id;

/* @name UpsertWithWhere */ -- :exec
INSERT INTO settings (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE settings.value <> excluded.value;

/* @name Merged */ -- :exec
MERGE INTO settings s USING (SELECT :key::text AS key) k ON s.key = k.key WHEN MATCHED THEN DELETE;

/* @name Emptied */ -- :exec
-- It says what it does.
TRUNCATE notes;

/* @name Disabled */ -- :exec
-- vet: disable=no-update-without-where every night
UPDATE teams SET status = 'open';
