-- Up Migration
CREATE DOMAIN word AS text NOT NULL CHECK (VALUE <> '');
CREATE TYPE dimensions AS (width numeric, height numeric, taken_at timestamptz);
CREATE TYPE parcel AS (label word, size dimensions, stops point[], grid int8[][], note jsonb);
COMMENT ON TYPE parcel IS 'What is sent.';
CREATE TABLE shapes (
  id int8 PRIMARY KEY, parcel parcel NOT NULL, parcels parcel[] NOT NULL, grid int[][] NOT NULL, words word[] NOT NULL, kept text[] NOT NULL,
  boxes box[] NOT NULL, span tstzrange NOT NULL, spans int4multirange NOT NULL,
  CHECK (array_position(kept, NULL) IS NULL)
);
-- Down Migration
