-- name: Typo :one
SELECT id FROM users WHERE id = sqlc.agr(id);

-- name: Foreign :one
SELECT id FROM users WHERE id = sqlc.whatever(id);

-- name: NoArgument :one
SELECT id FROM users WHERE id = sqlc.arg();

-- name: Expression :one
SELECT id FROM users WHERE id = sqlc.arg(id + 1);

-- name: TwoArguments :one
SELECT id FROM users WHERE id = sqlc.narg(a, b);

-- name: SliceInList :many
SELECT id FROM users WHERE id IN (1, sqlc.slice(ids));

-- name: EmbedString :one
SELECT sqlc.embed(1) FROM users;

-- name: GapBesideNames :one
SELECT id FROM users WHERE id = $3 AND email = @email;

-- name: Gap :one
SELECT id FROM users WHERE id = $1 AND email = $3;

-- name: Zero :one
SELECT $0::int;

-- name: Glued :one
SELECT id FROM users WHERE id=@id AND tags<@tags AND email>=@email;
