-- name: GetUser :one
SELECT id FROM users;

/* @name Other */ -- :one
SELECT id FROM users;
