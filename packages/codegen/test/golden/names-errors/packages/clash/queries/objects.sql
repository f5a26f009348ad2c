/* @name FilterBooks */ -- :many
SELECT id FROM books WHERE title <> :toString
-- @if constructor
AND title = :constructor
-- @end
-- @switch valueOf
-- @case old
AND pub_date < '1900-01-01'
-- @else
AND pub_date IS NOT NULL
-- @end
-- @if hasOwnProperty
AND id > 0
-- @end
;

/* @name AddNote */ -- :exec
INSERT INTO notes VALUES (:id, :isPrototypeOf);

/* @name OrderBooks */ -- :many
SELECT id FROM books
-- @switch toString
-- @case id
ORDER BY id
-- @case title
ORDER BY title
-- @end
;
