/* @name ListBooks */ -- :many
-- The books that fit, in the order that is asked for.
SELECT * FROM books
WHERE sold >= :minSold
  -- @if title
  AND title ILIKE :title
  -- @end
  -- @if tag
  AND :tag = ANY (tags)
  -- @end
  -- @if authors
  AND author_id = ANY (:authors::int[])
  -- @end
ORDER BY
  -- @switch order
  -- @case newest
  created_at DESC,
  -- @case title
  title,
  -- @end
  id;

/* @name PageBooks */ -- :many
SELECT id, title, created_at FROM books
WHERE true
  -- @switch order
  -- @case newest
    -- @if beforeAt
    AND (created_at, id) < (:beforeAt, :beforeId)
    -- @end beforeAt
  -- @case title
    -- @if afterTitle
    AND (title, id) > (:afterTitle, :afterId)
    -- @end afterTitle
  -- @else
    AND sold > 0
  -- @end order
ORDER BY /* @switch order */ /* @case newest */ created_at DESC, id DESC, /* @else */ title, id, /* @end */ sold
LIMIT :limit;

/* @name CountBooks */ -- :one
-- @if byAuthor
WITH known AS (SELECT id FROM authors WHERE name = :author)
-- @end
SELECT count(*) AS count FROM books
-- @if byAuthor
JOIN known ON known.id = books.author_id
-- @else
WHERE author_id IS NOT NULL
-- @end
;

/* @name FindBook */ -- :one
SELECT books.id, books.title, authors.name AS author
FROM books
/* @if withAnyAuthor */ LEFT /* @end */ JOIN authors ON authors.id = books.author_id
WHERE books.id = :id;

/* @name UpdateBook */ -- :execrows
-- Sets what is given; null is a value where the column takes it.
UPDATE books SET
  -- @if title
  title = :title,
  -- @end
  -- @if subtitle
  subtitle = :subtitle,
  -- @end
  -- @if details
  details = :details,
  -- @end
  -- @if sold
  sold = :sold,
  -- @end
  id = id
WHERE id = :id;
