-- name: Fine :one
SELECT '😀' AS face, id FROM authors WHERE id = @id;

-- name: Tail :exec
INSERT INTO books (id, title) VALUES (@id, '日本語' || @title || '😀'), (@other, '👩‍👩‍👧', 3);

-- name: Syntax :one
SELECT '🇨🇭' AS a, @b FROM authors WHERE "住所" = '日本語' AND;
