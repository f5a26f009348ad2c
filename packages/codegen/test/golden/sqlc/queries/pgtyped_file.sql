/* @name CountAuthors */ -- :one
-- The other dialect, beside sqlc's files.
SELECT count(*) FROM authors WHERE mood = :mood;
