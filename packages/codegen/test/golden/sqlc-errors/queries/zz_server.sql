-- name: NoColumn :one
SELECT id FROM users WHERE id = @aVeryLongParameterName AND emial = @email AND tags = '😀😀';

-- name: NoColumnAfterEmoji :one
SELECT '😀😀' AS x, nope, id FROM users WHERE id IN (sqlc.slice(ids)) AND email = @email;

-- name: AfterSlice :one
SELECT id FROM users WHERE id IN (sqlc.slice(ids)) AND emial = @email;

-- name: AfterEmbed :one
SELECT sqlc.embed(users) FROM users WHERE emial = $1;

-- name: Untyped :one
SELECT concat(@anything, $$x$$);

-- name: UntypedNumber :one
SELECT concat($1);

-- name: WrongType :one
SELECT id FROM users WHERE id = sqlc.arg(id)::text;

-- name: WrongTypeLeft :one
SELECT id FROM users WHERE sqlc.arg(id)::text = id;

-- name: EmbedCte :one
WITH few AS (SELECT id FROM users) SELECT sqlc.embed(few) FROM few;

-- name: EmbedNothing :one
SELECT sqlc.embed(usres) FROM users;

-- name: EmbedAlias :one
SELECT sqlc.embed(users) AS u FROM users;

-- name: EmbedInside :one
SELECT id FROM (SELECT sqlc.embed(users) FROM users) u;

-- name: NoRows :many
DELETE FROM users WHERE id = $1;

-- name: NoColumn :exec
SELECT 1;

-- name: Star :many
SELECT sqlc.embed(u), * FROM users u, users v;
