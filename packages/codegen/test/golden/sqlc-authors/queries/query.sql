-- name: GetWriter :one
SELECT * FROM writers
WHERE id = $1 LIMIT 1;

-- name: ListWriters :many
SELECT * FROM writers
ORDER BY name;

-- name: CreateWriter :one
INSERT INTO writers (
  name, about
) VALUES (
  $1, $2
)
RETURNING *;

-- name: UpdateWriter :exec
UPDATE writers
  SET name = $2,
  about = $3
WHERE id = $1;

-- name: DeleteWriter :exec
DELETE FROM writers
WHERE id = $1;
