-- Indexes of every kind, and tables that are read through something else.
CREATE TABLE users (
  id bigint PRIMARY KEY, email text NOT NULL, name text, org bigint, age int, born date, at timestamptz, tags text[], doc jsonb,
  active boolean NOT NULL DEFAULT true
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE INDEX users_tags ON users USING gin (tags);
CREATE INDEX users_doc ON users USING gin (doc);
CREATE INDEX users_born ON users USING brin (born);
CREATE INDEX users_age ON users USING hash (age);
CREATE INDEX users_at ON users (at);
CREATE INDEX users_active ON users (org) WHERE active;
CREATE INDEX users_name ON users (name text_pattern_ops);
CREATE TABLE pairs (a bigint, b bigint, c bigint, PRIMARY KEY (a, b));
CREATE TABLE animals (id bigint PRIMARY KEY);
CREATE TABLE dogs (breed text) INHERITS (animals);
CREATE VIEW user_names AS SELECT id, name FROM users;
CREATE SCHEMA other;
CREATE TABLE small (name text);
CREATE TABLE other.small (name text);
CREATE FUNCTION user_count() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM users';
