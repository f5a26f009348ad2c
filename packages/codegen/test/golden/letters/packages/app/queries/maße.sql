-- name: ÜberGröße :many
SELECT id, "名前" FROM maße WHERE größe_cm > @größe_cm ORDER BY id;

-- name: 日本 :one
SELECT * FROM maße WHERE id = $1;

-- name: ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ :one
SELECT 1 AS one;

-- name: ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÖ :one
SELECT 2 AS two;
