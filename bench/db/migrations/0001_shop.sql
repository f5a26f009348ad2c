-- Up Migration
CREATE TABLE books (
  id integer PRIMARY KEY,
  author integer NOT NULL,
  title text NOT NULL,
  isbn text NOT NULL,
  price numeric(8, 2) NOT NULL,
  available boolean NOT NULL,
  published timestamptz NOT NULL,
  tags text[] NOT NULL
);
CREATE INDEX books_author_id_idx ON books (author, id);
CREATE TABLE orders (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  book integer NOT NULL,
  customer text NOT NULL,
  quantity integer NOT NULL,
  note text,
  created timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE views (
  book integer PRIMARY KEY,
  seen timestamptz NOT NULL,
  count integer NOT NULL
) WITH (fillfactor = 50);
-- Down Migration
DROP TABLE views;
DROP TABLE orders;
DROP TABLE books;
