-- name: Delete :one
SELECT 2 AS two;

-- name: Größe :one
SELECT 1 AS one;

-- name: Größer :one
SELECT 1 AS one;
