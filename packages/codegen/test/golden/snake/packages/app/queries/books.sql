/* @name GetBook */ -- :one
SELECT * FROM books WHERE id = :id;

/* @name ListTitles */ -- :many
-- Parameters are called what the statement calls them.
SELECT title_text, "pageCount" AS "thePages", count(*) OVER () AS total_count
FROM books
WHERE author_id = :authorId AND "pageCount" >= coalesce(:min_pages, 0)
ORDER BY id;

/* @name AddBooks */ -- :copyfrom
INSERT INTO books (author_id, title_text, "pageCount") VALUES (:author_id, :title_text, :pageCount);

/* @name RetitleBooks */ -- :batchone
UPDATE books SET title_text = :title_text WHERE id = :book_id RETURNING id, title_text, author_id;

/* @name AddAuthor */ -- :one
INSERT INTO book_authors (id, pen_name) VALUES (:id, :pen_name) RETURNING *;
