-- Up Migration
CREATE TYPE state AS ENUM ('open', 'it''s "done"');
CREATE DOMAIN code AS varchar(4);
CREATE TABLE parcels (
  id int8 PRIMARY KEY, state state NOT NULL DEFAULT 'open', states state[] NOT NULL, name varchar(5), names varchar(3)[], fixed char(2), code code,
  codes code[], payload jsonb NOT NULL, context jsonb, tags jsonb, total numeric(6, 2), sent timestamptz, "the note" text
);
COMMENT ON TABLE parcels IS 'Never used by a query as a whole row, were it not for its embedding.';
CREATE TABLE parcel_params (id int PRIMARY KEY, ref uuid NOT NULL, label text);
CREATE TABLE unused (id int);
-- Down Migration
