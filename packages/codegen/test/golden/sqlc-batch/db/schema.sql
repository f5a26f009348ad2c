CREATE TABLE writers (
  writer_id serial PRIMARY KEY,
  name text NOT NULL DEFAULT '',
  portrait jsonb
);
CREATE TYPE shelf AS ENUM ('FICTION', 'NONFICTION');
CREATE TABLE volumes (
  volume_id serial PRIMARY KEY,
  writer_id integer NOT NULL REFERENCES writers (writer_id),
  isbn text NOT NULL DEFAULT '' UNIQUE,
  shelf shelf NOT NULL DEFAULT 'FICTION',
  title text NOT NULL DEFAULT '',
  year integer NOT NULL DEFAULT 2000,
  available timestamptz NOT NULL DEFAULT 'NOW()',
  tags varchar[] NOT NULL DEFAULT '{}'
);
CREATE INDEX volumes_title_idx ON volumes (title, year);
CREATE FUNCTION greet(someone text) RETURNS text AS $$
BEGIN
  RETURN CONCAT('hello ', someone);
END;
$$ LANGUAGE plpgsql;
