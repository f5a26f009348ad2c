-- name: ByName :many
SELECT id FROM authors WHERE name = $1 AND (bio = $2 OR $2 IS NULL);

-- name: Page :many
SELECT name FROM authors WHERE id > $1 ORDER BY id LIMIT $2 OFFSET $3;

-- name: CreateBook :one
INSERT INTO books (author_id, title, price) VALUES ($1, $2, $3) RETURNING *;

-- name: CreateTwo :execrows
INSERT INTO books (title, price) VALUES ($1, $2), ($3, $4);

-- name: Rename :exec
UPDATE authors SET name = $2 WHERE name = $1 AND id <> $3;

-- name: Priced :many
SELECT title FROM books WHERE price BETWEEN $1 AND $2 AND id IN ($3, $4);

-- name: Fallback :one
SELECT $1::int + $2::int AS sum, $3::boolean AS flag;

-- name: Called :one
SELECT shout($1) AS loud, lower($2) AS quiet, coalesce(bio, $3) AS bio FROM authors WHERE lower(name) = lower($4);

-- name: OutOfOrder :one
SELECT $2::text || $1::text || $2::text AS twice;

-- name: At :many
SELECT id FROM books WHERE title ILIKE @title_part::text AND price >= @minPrice AND price < @minPrice + 10;

-- name: Arg :many
SELECT id FROM books WHERE price > sqlc.arg(least) AND price < sqlc.arg( 'most' ) AND title <> @other;

-- name: Patch :one
UPDATE authors
SET name = coalesce(sqlc.narg(name), name), bio = sqlc.narg('bio'), born = sqlc.arg(born)
WHERE id = sqlc.arg(id)
RETURNING id, name;

-- name: FilterBooks :many
SELECT id FROM books WHERE (author_id = sqlc.narg(author_id) OR sqlc.narg(author_id) IS NULL) AND price = @price;

-- name: In :many
SELECT id FROM books WHERE id IN (sqlc.slice('ids')) AND title NOT IN (sqlc.slice(titles));

-- name: Any :many
SELECT id FROM books WHERE id = ANY(sqlc.slice(ids)) OR price = ANY (@prices::int[]) OR title = ANY($${a,@no}$$::text[]);

-- name: Operators :many
SELECT id FROM authors
WHERE tags @> @tags AND tags <@ ARRAY['a', '@no'] AND data @@ '$.a > 1' AND data ? 'key' AND data ?| ARRAY['$1']
  AND name <> '@no' AND name <> $q$ @no $1 sqlc.arg(no) $q$ AND @ id > 0 /* @no $2 */
  AND tags[1:2] <> ARRAY['x'] -- @no
  AND bio = @bio;

-- name: SliceOfArray :one
SELECT (@items::int[])[1:@last::int] AS items;
