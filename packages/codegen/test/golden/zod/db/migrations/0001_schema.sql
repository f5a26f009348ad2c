-- Up Migration
CREATE EXTENSION citext;
CREATE TYPE mood AS ENUM ('sad', 'so so', 'a,"b"');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN amount AS numeric CHECK (VALUE >= 0);
CREATE DOMAIN document AS jsonb;
CREATE TABLE everything (
  c_bool bool NOT NULL, c_int2 int2 NOT NULL, c_int4 int4 NOT NULL, c_int8 int8 NOT NULL, c_float4 float4 NOT NULL, c_float8 float8 NOT NULL,
  c_numeric numeric NOT NULL, c_money money NOT NULL, c_oid oid NOT NULL,
  c_text text NOT NULL, c_varchar varchar(5) NOT NULL, c_char char(3) NOT NULL, c_citext citext NOT NULL, c_uuid uuid NOT NULL,
  c_bytea bytea NOT NULL, c_date date NOT NULL, c_time time NOT NULL, c_timetz timetz NOT NULL, c_timestamp timestamp NOT NULL, c_timestamptz timestamptz NOT NULL,
  c_interval interval NOT NULL, c_json json NOT NULL, c_jsonb jsonb NOT NULL, c_inet inet NOT NULL, c_cidr cidr NOT NULL, c_macaddr macaddr NOT NULL,
  c_bit bit(3) NOT NULL, c_varbit varbit NOT NULL, c_point point NOT NULL, c_circle circle NOT NULL, c_tsvector tsvector NOT NULL,
  c_range int4range NOT NULL, c_xml xml NOT NULL, c_mood mood NOT NULL, c_pair pair NOT NULL, c_amount amount NOT NULL, c_document document NOT NULL
);
CREATE TABLE arrays (
  c_bool bool[] NOT NULL, c_int4 int4[] NOT NULL, c_int8 int8[] NOT NULL, c_float8 float8[] NOT NULL, c_numeric numeric[] NOT NULL,
  c_text text[] NOT NULL, c_uuid uuid[] NOT NULL, c_bytea bytea[] NOT NULL, c_date date[] NOT NULL, c_timestamptz timestamptz[] NOT NULL,
  c_interval interval[] NOT NULL, c_json json[] NOT NULL, c_jsonb jsonb[] NOT NULL, c_bit bit(3)[] NOT NULL, c_mood mood[] NOT NULL, c_amount amount[] NOT NULL,
  c_mood_null mood[], c_int8_null int8[]
);
CREATE TABLE nullables (c_int8 int8, c_date date, c_interval interval, c_jsonb jsonb, c_mood mood, c_bytea bytea);
-- Down Migration
