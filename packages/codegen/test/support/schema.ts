/** A small schema with every kind of column that the analysis tells apart. */
export const SCHEMA = `
CREATE TYPE color AS ENUM ('red', 'green', 'dark blue');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN required_text AS text NOT NULL;
CREATE TABLE teams (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  color color,
  settings jsonb NOT NULL DEFAULT '{}',
  tags text[] NOT NULL DEFAULT '{}',
  parent_id bigint REFERENCES teams (id)
);
CREATE TABLE members (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  team_id bigint NOT NULL REFERENCES teams (id),
  email email NOT NULL UNIQUE,
  nick text,
  label required_text,
  profile jsonb,
  colors color[] NOT NULL DEFAULT '{}',
  joined timestamptz NOT NULL DEFAULT now(),
  left_on date
);
CREATE VIEW active_members AS SELECT m.id, m.email, m.nick, t.name AS team FROM members m LEFT JOIN teams t ON t.id = m.team_id;
CREATE FUNCTION strict_name(text) RETURNS text LANGUAGE sql STRICT AS 'SELECT $1';
`;
