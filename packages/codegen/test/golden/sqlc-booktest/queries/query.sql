-- name: GetWriter :one
SELECT * FROM writers
WHERE writer_id = $1;

-- name: GetVolume :one
SELECT * FROM volumes
WHERE volume_id = $1;

-- name: DeleteVolume :exec
DELETE FROM volumes
WHERE volume_id = $1;

-- name: VolumesByTitleYear :many
SELECT * FROM volumes
WHERE title = $1 AND year = $2;

-- name: VolumesByTags :many
SELECT
  volume_id,
  title,
  name,
  isbn,
  tags
FROM volumes
LEFT JOIN writers ON volumes.writer_id = writers.writer_id
WHERE tags && $1::varchar[];

-- name: CreateWriter :one
INSERT INTO writers (name) VALUES ($1)
RETURNING *;

-- name: CreateVolume :one
INSERT INTO volumes (
    writer_id,
    isbn,
    shelf,
    title,
    year,
    available,
    tags
) VALUES (
    $1,
    $2,
    $3,
    $4,
    $5,
    $6,
    $7
)
RETURNING *;

-- name: UpdateVolume :exec
UPDATE volumes
SET title = $1, tags = $2
WHERE volume_id = $3;

-- name: UpdateVolumeISBN :exec
UPDATE volumes
SET title = $1, tags = $2, isbn = $4
WHERE volume_id = $3;

-- name: Greet :one
SELECT * FROM greet($1);
