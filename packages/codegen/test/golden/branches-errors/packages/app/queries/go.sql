-- name: NoSuchNumber :many
SELECT id FROM books WHERE sold > $1
-- @if $2
AND sold < 10
-- @end
;

-- name: Within :many
SELECT id FROM books WHERE sold > sqlc.arg(
-- @if x
sold
-- @end
);

-- name: SameName :many
SELECT id FROM books WHERE sold > @min_sold
-- @if minSold
AND sold < 10
-- @end
;

-- name: Unfinished :many
SELECT id FROM books WHERE true
-- @if Title
AND title = @title
-- @else
AND subtitle = sqlc.narg('TITLE')
-- @end
;

-- name: OneName :many
SELECT id FROM books WHERE true
-- @if only_new
AND sold = 0
-- @end
-- @if onlyNew
AND sold = 1
-- @end
;
