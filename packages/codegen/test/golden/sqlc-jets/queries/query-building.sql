-- name: CountCrew :one
SELECT COUNT(*) FROM crew;

-- name: ListCrew :many
SELECT * FROM crew LIMIT 5;

-- name: DeleteCrew :exec
DELETE FROM crew WHERE id = $1
