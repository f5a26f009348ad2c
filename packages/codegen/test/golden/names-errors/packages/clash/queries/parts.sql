-- name: ListParts :many
SELECT sqlc.embed(list_parts_rows), 1 AS one FROM list_parts_rows;

-- name: GetNote :one
SELECT note FROM notes WHERE id = $1;

-- name: GetOther :one
SELECT sqlc.embed(list_parts_rows), 1 AS one FROM list_parts_rows WHERE id = $1;
