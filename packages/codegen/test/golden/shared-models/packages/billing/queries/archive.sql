-- name: ListOldOrders :many
SELECT sqlc.embed(orders), 1 AS one FROM archive.orders;
