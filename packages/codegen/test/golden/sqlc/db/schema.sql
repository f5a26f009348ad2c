CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE TABLE authors (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  bio text,
  born date,
  mood mood NOT NULL DEFAULT 'happy',
  tags text[] NOT NULL DEFAULT '{}',
  data jsonb NOT NULL DEFAULT '{}'
);
CREATE TABLE books (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  author_id bigint REFERENCES authors (id),
  title text NOT NULL,
  price integer NOT NULL DEFAULT 0
);
-- No column of it is NOT NULL.
CREATE TABLE notes (book_id bigint, body text);
CREATE VIEW cheap_books AS SELECT id, title FROM books WHERE price < 10;
CREATE FUNCTION shout(phrase text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(phrase) || '!' $$;
