-- name: ListTowns :many
SELECT *
FROM town
ORDER BY name;

-- name: GetTown :one
SELECT *
FROM town
WHERE slug = $1;

-- name: CreateTown :one
-- Adds a town; the slug stays what it is.
INSERT INTO town (
    name,
    slug
) VALUES (
    $1,
    $2
) RETURNING *;

-- name: UpdateTownName :exec
UPDATE town
SET name = $2
WHERE slug = $1;
