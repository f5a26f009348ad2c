-- Up Migration
CREATE TABLE authors (id int PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE books (
  id int PRIMARY KEY,
  title text NOT NULL,
  subtitle text,
  author_id int REFERENCES authors (id),
  tags text[] NOT NULL DEFAULT '{}',
  details jsonb NOT NULL DEFAULT '{}',
  sold int8 NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON books (author_id);
-- Down Migration
