-- name: ListBooksWithAuthors :many
SELECT sqlc.embed(books), sqlc.embed(book_authors), books.id AS id, book_authors.id, 1 + 1
FROM books LEFT JOIN book_authors ON book_authors.id = books.author_id
ORDER BY books.id;

-- name: FindBooks :many
SELECT id FROM books
WHERE author_id = $1 AND author_id <> $2 AND "pageCount" BETWEEN $3 AND $4
ORDER BY id;

-- name: SumOf :one
SELECT $1::int + $2::int AS theSum, $1::int AS "firstOne";

-- name: FindTitles :many
SELECT title_text FROM books WHERE title_text LIKE @titlePattern AND id > sqlc.arg(last_id) ORDER BY id;
