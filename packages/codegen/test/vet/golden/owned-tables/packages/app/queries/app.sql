/* @name CreateTeam */ -- :exec
INSERT INTO teams (id, name) VALUES (:id, :name);

/* @name CreateMember */ -- :exec
INSERT INTO members (id, team_id, email) VALUES (:id, :teamId, :email);

/* @name RenameInCte */ -- :one
WITH changed AS (UPDATE members SET nick = :nick WHERE id = :id RETURNING id)
SELECT id FROM changed;

/* @name SetSetting */ -- :exec
MERGE INTO settings s USING (SELECT :key::text AS key) k ON s.key = k.key
WHEN MATCHED THEN UPDATE SET value = :value
WHEN NOT MATCHED THEN INSERT (key, value) VALUES (k.key, :value);

/* @name CopyNames */ -- :exec
-- Reading what belongs to others is none of this rule's business.
UPDATE teams SET color = m.nick FROM members m WHERE m.team_id = teams.id AND teams.id = :id AND m.id = :memberId;
