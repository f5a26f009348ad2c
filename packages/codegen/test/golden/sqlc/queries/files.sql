\connect library
-- Everything about how files are written.

-- Above the header,
-- in two lines.
-- name: Documented :one
-- And below it.
-- @sqlc-vet-disable postgresql-query-too-costly
SELECT 1 AS one; -- about the one before

/* name: BlockHeader :many */
/* A block comment
 * of two lines. */
SELECT id, id, name AS id, 1 + 1, 2 + 2 FROM authors;

-- name: JoinedStars :many
SELECT * FROM books JOIN authors ON authors.id = books.author_id;

-- name: WithMetaCommand :one
SELECT 'a \' AS a,
\echo never sent
  '
\echo a string
' AS b;

SELECT 'no header: nothing is generated';

-- name: Emoji :one
SELECT '😀' AS emoji, id FROM authors WHERE name = @name AND bio = '😀' AND id = @id;

-- name: LastWithoutSemicolon :exec
DELETE FROM books WHERE id = $1
