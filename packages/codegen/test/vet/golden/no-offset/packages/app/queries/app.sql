/* @name ListTeamsByPage */ -- :many
SELECT id FROM teams ORDER BY created_at, id LIMIT :limit OFFSET :skip;

/* @name ListInCte */ -- :many
WITH page AS (SELECT id FROM teams ORDER BY id LIMIT 10 OFFSET :skip::int) SELECT id FROM page;

/* @name ListTeamsAfter */ -- :many
SELECT id FROM teams WHERE (created_at, id) > (:createdAt, :id) ORDER BY created_at, id LIMIT :limit;

/* @name OffsetZero */ -- :many
-- A fence for the planner, not a page.
SELECT id FROM (SELECT id FROM teams WHERE id = :id OFFSET 0) AS fenced;

/* @name ColumnCalledOffset */ -- :many
SELECT id AS "offset" FROM teams WHERE id = :offset;
