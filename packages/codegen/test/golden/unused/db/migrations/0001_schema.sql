-- Up Migration
CREATE TYPE kept_by_model AS ENUM ('a');
CREATE TYPE kept_by_row AS ENUM ('b');
CREATE TYPE kept_by_argument AS ENUM ('c');
CREATE TYPE kept_by_array_argument AS ENUM ('d');
CREATE TYPE kept_by_scalar AS ENUM ('e');
CREATE TYPE dropped AS ENUM ('f');
CREATE TABLE models (id int PRIMARY KEY, kind kept_by_model NOT NULL);
CREATE TABLE parts (id int PRIMARY KEY, row_kind kept_by_row NOT NULL, arg kept_by_argument, arr kept_by_array_argument, scalar kept_by_scalar[] NOT NULL, never dropped);
CREATE TABLE untouched (id int PRIMARY KEY, never dropped);
-- Down Migration
