-- name: Other :one
SELECT 3 AS three;
