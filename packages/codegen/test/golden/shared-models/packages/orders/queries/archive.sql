-- name: ListArchived :many
SELECT sqlc.embed(archive_orders), 1 AS one FROM archive_orders;
