CREATE TYPE size AS (width integer, height integer);
CREATE TABLE places (
  aisle integer NOT NULL,
  shelf text NOT NULL,
  label text,
  size size,
  tags text[],
  details jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (aisle, shelf)
);
CREATE TABLE moves (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  aisle integer NOT NULL,
  shelf text NOT NULL,
  note text
);
