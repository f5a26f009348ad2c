-- Up Migration
CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10) NOT NULL, payload jsonb NOT NULL, previous jsonb, labels jsonb, note text);
CREATE SCHEMA audit;
CREATE TYPE audit.level AS ENUM ('low', 'high');
CREATE TABLE audit.entries (id bigint PRIMARY KEY, level audit.level NOT NULL, data jsonb NOT NULL);
CREATE TABLE dates (id int PRIMARY KEY, day date NOT NULL);
CREATE TABLE levels (id int PRIMARY KEY, level audit.level);
-- Down Migration
