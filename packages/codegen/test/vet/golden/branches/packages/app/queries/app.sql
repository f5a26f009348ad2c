/* @name SearchMembers */ -- :many
-- With nothing given, and with the nick alone, all members are read.
SELECT id, email FROM members
WHERE true
-- @if email
AND email = :email
-- @end
-- @if team
AND team_id = :team
-- @end
-- @if nick
AND nick = :nick
-- @end
;

/* @name CleanUp */ -- :execrows
DELETE FROM invites
-- @if email
WHERE email = :email
-- @end
;

/* @name SortTeams */ -- :many
-- Of use in one variant is of use; the column is a value in both.
SELECT * FROM teams
WHERE id = :id
-- @switch by
-- @case name
AND name > :after
-- @case nothing
AND (true OR name > :after)
-- @end
ORDER BY :column::text;

/* @name Quiet */ -- :many
-- vet: disable=no-seq-scan a handful of badges
-- vet: disable=no-offset there is none here
SELECT label FROM badges
-- @if label
WHERE label = :label
-- @end
;

/* @name Pages */ -- :many
SELECT id FROM teams ORDER BY id LIMIT 10
-- @if page
OFFSET :page
-- @end
;
