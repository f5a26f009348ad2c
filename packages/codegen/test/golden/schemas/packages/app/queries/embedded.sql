-- name: ListPairs :many
SELECT sqlc.embed(records), sqlc.embed(copies) FROM records LEFT JOIN audit.copies ON copies.id = records.id;

-- name: Json :one
SELECT json FROM audit.copies WHERE id = $1;
