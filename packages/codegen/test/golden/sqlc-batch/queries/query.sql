-- name: GetWriter :one
SELECT * FROM writers
WHERE writer_id = $1;

-- name: DeleteVolumeExecResult :execresult
DELETE FROM volumes
WHERE volume_id = $1;

-- name: DeleteVolume :batchexec
DELETE FROM volumes
WHERE volume_id = $1;

-- name: VolumesByYear :batchmany
SELECT * FROM volumes
WHERE year = $1
ORDER BY volume_id;

-- name: CreateWriter :one
INSERT INTO writers (name) VALUES ($1)
RETURNING *;

-- name: CreateWriters :copyfrom
INSERT INTO writers (name, portrait) VALUES ($1, $2);

-- name: CreateVolume :batchone
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

-- name: UpdateVolume :batchexec
UPDATE volumes
SET title = @title, tags = @tags
WHERE volume_id = @volume_id;

-- name: GetPortrait :batchone
SELECT portrait FROM writers
WHERE writer_id = $1;
