/* @name NoEnd */ -- :many
SELECT id FROM books
-- @if title
WHERE title = :title;

/* @name EndsNothing */ -- :many
SELECT id FROM books
-- @end
ORDER BY id;

/* @name CaseOutside */ -- :many
SELECT id FROM books
-- @case newest
ORDER BY created_at;

/* @name CaseInIf */ -- :many
SELECT id FROM books
-- @if sorted
-- @case newest
ORDER BY created_at
-- @end
;

/* @name ElseOutside */ -- :many
SELECT id FROM books
-- @else
ORDER BY id;

/* @name TwoElse */ -- :many
SELECT id FROM books
WHERE true
-- @if title
AND title = :title
-- @else
AND title = ''
-- @else
AND title > ''
-- @end
;

/* @name Cases */ -- :many
SELECT id FROM books ORDER BY
-- @switch order
created_at,
-- @case
title,
-- @case newest
created_at DESC,
-- @case newest
created_at,
-- @case ti!tle
title,
-- @case a b
title,
-- @else
title DESC,
-- @case late
sold,
-- @end
id;

/* @name NoCases */ -- :many
SELECT id FROM books ORDER BY
-- @switch order
-- @end
id;

/* @name ElseFirst */ -- :many
SELECT id FROM books ORDER BY
-- @switch order
-- @else
title,
-- @end
id;

/* @name Names */ -- :many
SELECT id FROM books WHERE true
-- @if
AND sold > 0
-- @end
-- @if :title
AND title = :title
-- @end
-- @if not author
AND author_id IS NULL
-- @end
-- @if a and b
AND sold > 1
-- @end
-- @switch
-- @case x
-- @end
;

/* @name Typos */ -- :many
SELECT id FROM books WHERE true
-- @iff title
AND title = :title
-- @end
-- @IF sold
AND sold = :sold
-- @endif
-- @elseif x
-- @swicth order
;

/* @name WrongEnd */ -- :many
SELECT id FROM books WHERE true
-- @if title
AND title = :title
-- @end author
;

/* @name ElseIf */ -- :many
SELECT id FROM books WHERE true
-- @if title
AND title = :title
-- @else if author
AND true
-- @end
;

/* @name Empty */ -- :many
SELECT id FROM books
-- @if title
-- @end title now
;

/* @name IfInSwitch */ -- :many
SELECT id FROM books WHERE true
-- @switch order
-- @if title
AND title = :title
-- @end
-- @case a
-- @end
;

/* @name Resembles */ -- :many
-- The word below makes no branch, and the query is read as it stands.
SELECT id FROM books
-- @endif of nothing
-- @id, @param and me@example.com are ordinary
ORDER BY id;
