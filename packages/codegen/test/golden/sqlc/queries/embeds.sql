-- name: AuthorOfBook :one
SELECT sqlc.embed(authors), sqlc.embed(books) FROM authors JOIN books ON books.author_id = authors.id WHERE books.id = $1;

-- name: BooksWithAuthor :many
SELECT sqlc.embed(b), sqlc.embed(a), n.body AS note
FROM books b LEFT JOIN authors a ON a.id = b.author_id LEFT JOIN notes n ON n.book_id = b.id
ORDER BY b.id;

-- name: BooksWithNote :many
SELECT b.title, sqlc.embed(n) FROM books b LEFT JOIN notes n ON n.book_id = b.id ORDER BY b.id;

-- name: BooksThatHaveAuthors :many
SELECT b.id, sqlc.embed(a) FROM books b LEFT JOIN authors a ON a.id = b.author_id WHERE a.name IS NOT NULL;

-- name: Pairs :many
SELECT sqlc.embed(one), sqlc.embed(other), one.price + other.price AS total
FROM books one FULL JOIN books other ON other.id = one.id + 1
ORDER BY one.id, other.id;

-- name: OnlyAuthor :one
SELECT sqlc.embed(authors) FROM authors WHERE id = $1;

-- name: InsertAuthor :one
INSERT INTO authors (name) VALUES ($1) RETURNING sqlc.embed(authors), mood;

-- name: EmbedView :many
SELECT sqlc.embed(cheap_books), books.price FROM cheap_books JOIN books USING (id);

-- name: EmbedGrouped :many
SELECT sqlc.embed(a), count(b.id) AS books FROM authors a LEFT JOIN books b ON b.author_id = a.id GROUP BY a.id ORDER BY a.id;

-- name: EmbedUnion :many
SELECT sqlc.embed(b), 1 AS part FROM books b WHERE b.price < 5
UNION ALL
SELECT sqlc.embed(c), 2 FROM books c WHERE c.price >= 5;

-- name: ListBooks :many
SELECT sqlc.embed(books), sqlc.embed(authors)
FROM books LEFT JOIN authors ON authors.id = books.author_id
WHERE books.id IN (sqlc.slice('ids')) AND (price < sqlc.narg(price) OR sqlc.narg(price) IS NULL)
LIMIT @limit;
