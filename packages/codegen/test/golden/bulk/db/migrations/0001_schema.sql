CREATE TYPE mood AS ENUM ('sad', 'so so', 'a,"b"');
CREATE TYPE pair AS (a integer, b text);
CREATE DOMAIN label AS text CHECK (VALUE <> '');
CREATE DOMAIN labels AS text[];
CREATE TABLE teams (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL UNIQUE,
  motto text,
  size integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE everything (
  id integer PRIMARY KEY,
  code varchar(3) NOT NULL,
  fixed char(3),
  bits bit(3),
  int8 bigint,
  amount numeric(10, 2),
  flag boolean,
  uuid uuid,
  raw bytea,
  day date,
  at timestamptz,
  local timestamp,
  span interval,
  plain json,
  document jsonb NOT NULL DEFAULT '{"is": "default"}',
  mood mood,
  label label,
  range int4range,
  place point,
  box box,
  pair pair,
  tags text[],
  matrix integer[][],
  moods mood[],
  documents jsonb[],
  fixeds char(3)[],
  labels labels,
  boxes box[],
  note text DEFAULT 'default',
  serial serial
);
