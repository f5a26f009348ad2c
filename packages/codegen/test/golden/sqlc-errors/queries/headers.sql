-- name: NoCommand
SELECT 1;

-- name: Unknown :oen
SELECT 1;

-- name: WithoutColon many
SELECT 1;

-- name: LastId :execlastid
INSERT INTO users (id, email) VALUES ($1, $2);

-- name: Two Words :one
SELECT 1;

-- name: bad-name :one
SELECT 1;

--name: TooClose :one
SELECT 1;

-- name: NoStatement :one

-- name: Open :one
SELECT 1

-- name: Extra :one please
SELECT 1;

-- name :one
SELECT 1;

-- name: Empty :one
;
