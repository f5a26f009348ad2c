/* @name ColumnInBranch */ -- :many
SELECT id FROM books WHERE true
-- @if title
AND titel = :title
-- @end
-- @if sold
AND sold = :sold
-- @end
;

/* @name ColumnEverywhere */ -- :many
SELECT idd FROM books WHERE true
-- @if title
AND title = :title
-- @end
;

/* @name Suggested */ -- :many
SELECT b.id FROM books b
-- @if author
JOIN authers a ON a.id = b.author_id AND a.nam = :author
-- @end
;

/* @name NeedsOther */ -- :many
SELECT b.id FROM books b
-- @if author
JOIN authors a ON a.id = b.author_id
-- @end
WHERE true
-- @if sold
AND b.sold = :sold
-- @end
ORDER BY a.name, b.id;

/* @name Syntax */ -- :many
SELECT id FROM books
-- @if title
WHERE title = :title
-- @end
-- @if sold
AND sold = :sold
-- @end
;

/* @name NoSet */ -- :exec
UPDATE books SET
-- @if title
title = :title
-- @end
WHERE id = :id;

/* @name OtherColumns */ -- :many
SELECT id,
-- @if title
title,
-- @end
sold FROM books;

/* @name OtherType */ -- :many
SELECT id,
-- @switch kind
-- @case text
title
-- @case number
sold
-- @end
AS value FROM books;

/* @name OtherParameter */ -- :many
SELECT id FROM books WHERE true
-- @switch kind
-- @case text
AND title = :value
-- @case number
AND sold = :value
-- @end
;

/* @name TooMany */ -- :many
SELECT id FROM books WHERE true
-- @if a
AND sold > 1
-- @end
-- @if b
AND sold > 2
-- @end
-- @if c
AND sold > 3
-- @end
-- @if d
AND sold > 4
-- @end
-- @if e
AND sold > 5
-- @end
-- @if f
AND sold > 6
-- @end
-- @if g
AND sold > 7
-- @end
;

/* @name TwoOfAName */ -- :many
SELECT id,
-- @if x
sold AS id,
-- @else
title,
-- @end
title AS t FROM books;
