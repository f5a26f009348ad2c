CREATE TYPE mood AS ENUM ('sad', 'so so');
CREATE TYPE pair AS (a integer, b text);
CREATE TABLE users (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL UNIQUE,
  age integer,
  created_by text,
  tags text[],
  mood mood,
  pair pair,
  details jsonb NOT NULL DEFAULT '{}'
);
