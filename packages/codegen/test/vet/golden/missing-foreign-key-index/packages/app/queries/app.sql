/* @name ListNotes */ -- :many
SELECT id, body FROM notes WHERE member_id = :memberId;

/* @name ListNotesOfTeam */ -- :many
SELECT n.id, n.body FROM members m JOIN notes n ON n.member_id = m.id WHERE m.team_id = :teamId;

/* @name ListInvited */ -- :many
SELECT id FROM members WHERE invited_by = ANY(:ids::bigint[]);

/* @name DeleteMember */ -- :exec
DELETE FROM members WHERE id = :id;

/* @name ListMembers */ -- :many
-- Its index begins with the column.
SELECT id, email FROM members WHERE team_id = :teamId;

/* @name GetAuthor */ -- :one
-- From the key to what it references: that one's primary key serves.
SELECT m.email FROM notes n JOIN members m ON m.id = n.member_id WHERE n.id = :id;

/* @name CheckNote */ -- :one
-- The row is found by its own key; the foreign key is tested afterwards.
SELECT body FROM notes WHERE id = :id AND member_id = :memberId;

/* @name DeleteTeam */ -- :exec
-- Of the tables that reference it, members are indexed, badges are listed as small, and of invites an index has the
-- column, but not as its first.
DELETE FROM teams WHERE id = :id;
