-- name: ListHalls :many
SELECT *
FROM hall
WHERE town = $1
ORDER BY name;

-- name: DeleteHall :exec
DELETE FROM hall
WHERE slug = $1 AND slug = $1;

-- name: GetHall :one
SELECT *
FROM hall
WHERE slug = $1 AND town = $2;

-- name: CreateHall :one
INSERT INTO hall (
    slug,
    name,
    town,
    created_at,
    playlist,
    status,
    statuses,
    tags
) VALUES (
    $1,
    $2,
    $3,
    NOW(),
    $4,
    $5,
    $6,
    $7
) RETURNING id;

-- name: UpdateHallName :one
UPDATE hall
SET name = $2
WHERE slug = $1
RETURNING id;

-- name: HallCountByTown :many
SELECT
    town,
    count(*)
FROM hall
GROUP BY 1
ORDER BY 1;
