-- What SQL can call things and TypeScript cannot, and what generated code calls something else.
CREATE TYPE "user-role" AS ENUM ('a', 'b-c');
CREATE TYPE "1st" AS ENUM ('x');
CREATE TABLE "order items" (
  id int PRIMARY KEY,
  role "user-role" NOT NULL,
  place "1st",
  "größe_äußere" int,
  "tab	and
line" text
);
CREATE TABLE "order-items" (id int PRIMARY KEY, note text);
CREATE TABLE "2 fast" (id int PRIMARY KEY, new text);
CREATE TABLE variants (id int PRIMARY KEY, name text);
CREATE TABLE infer_inputs (id int PRIMARY KEY, name text);

-- A model is called as the parameters of one of these are.
CREATE TYPE pair AS (a int, b bigint);
CREATE TABLE pair_inputs (id int PRIMARY KEY, pair pair);

-- A row is a table's and a value of its row type.
CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE humans (id int PRIMARY KEY, name text NOT NULL);
CREATE SCHEMA billing;
CREATE TYPE billing.places AS (street text, number bigint);
CREATE TABLE billing.invoices (id int PRIMARY KEY, place billing.places);

CREATE TABLE documents (
  id int PRIMARY KEY,
  json jsonb NOT NULL,
  variant jsonb,
  is_json jsonb,
  here jsonb,
  there jsonb,
  queries jsonb,
  module jsonb,
  "größe" int,
  raw jsonb
);
