-- In sqlc's dialect.
-- name: SearchBooks :many
SELECT sqlc.embed(books), authors.name
FROM books
LEFT JOIN authors ON authors.id = books.author_id
WHERE books.id IN (sqlc.slice('ids'))
  -- @if sold_since
  AND books.created_at >= @sold_since
  -- @end
  -- @if subtitle
  AND books.subtitle IS NOT DISTINCT FROM sqlc.narg(subtitle)
  -- @end
  -- @if only_known
  AND authors.id IS NOT NULL
  -- @end
ORDER BY books.id;

-- name: BooksByNumber :many
-- @todo an index
-- Mails to me@example.com.
SELECT id FROM books
WHERE sold BETWEEN $1 AND $2
  -- @if $3
  AND title = $3
  -- @end
  /* @if recent */ AND created_at > now() - interval '1 day' /* @end */
ORDER BY id;
