-- name: Open :one
SELECT 'never closed FROM users;
