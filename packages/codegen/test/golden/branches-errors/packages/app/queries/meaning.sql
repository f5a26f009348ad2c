/* @name UsedOutside */ -- :many
SELECT id FROM books WHERE sold > :sold
-- @if sold
AND sold < 100
-- @end
;

/* @name UsedInElse */ -- :many
SELECT id FROM books WHERE true
-- @if title
AND title = :title
-- @else
AND subtitle = :title
-- @end
;

/* @name BothKinds */ -- :many
SELECT id FROM books
-- @if order
ORDER BY
-- @switch order
-- @case a
id
-- @case b
title
-- @end
-- @end
;

/* @name SwitchOfParameter */ -- :many
SELECT id FROM books WHERE sold > :order ORDER BY
-- @switch order
-- @case a
title,
-- @end
id;

/* @name CasesDiffer */ -- :many
SELECT id FROM books WHERE true
-- @switch order
-- @case a
AND sold > 1
-- @case b
AND sold > 2
-- @end
ORDER BY
-- @switch order
-- @case a
sold,
-- @end
id;

/* @name Misspelt */ -- :many
SELECT id FROM books WHERE true
-- @if titel
AND title = :title
-- @end
;

/* @name Copied */ -- :copyfrom
INSERT INTO authors (id, name) VALUES (:id, :name)
-- @if lenient
ON CONFLICT DO NOTHING
-- @end
;

/* @name Batched */ -- :batchexec
DELETE FROM books WHERE id = :id
-- @if title
AND title = :title
-- @end
;

/* @name Nothing */ -- :exec
-- @if hard
DELETE FROM books
-- @end
;

/* @name NothingOfSome */ -- :exec
-- @switch what
-- @case books
DELETE FROM books
-- @case none
-- @else
-- @end
;

/* @name Never */ -- :many
SELECT id FROM books WHERE true
-- @if a
AND sold = 1
  -- @if a
  AND sold < 2
  -- @else
  AND this is compiled by nobody
  -- @end
-- @else
  -- @if a
  AND sold = :never
  -- @end
-- @end
;

/* @name NeverSwitched */ -- :many
SELECT id FROM books WHERE true
-- @switch order
-- @case x
  -- @switch order
  -- @case x
  AND sold < 3
  -- @case y
  -- @end
-- @case y
AND sold < 4
-- @else
AND sold = :never
-- @end
ORDER BY
-- @switch order
-- @case x
sold
-- @case y
id
-- @end
;
