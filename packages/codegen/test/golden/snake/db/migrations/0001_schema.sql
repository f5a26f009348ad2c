CREATE TYPE full_name AS (first_name text, "lastName" text);
CREATE TABLE book_authors (
  id int PRIMARY KEY,
  pen_name full_name NOT NULL,
  created_at timestamptz NOT NULL DEFAULT '2020-01-01Z'
);
CREATE TABLE books (
  id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  author_id int REFERENCES book_authors (id),
  title_text text NOT NULL UNIQUE,
  -- As an ORM would have made it.
  "pageCount" int,
  "HTTPLink" text,
  __proto__ text
);
