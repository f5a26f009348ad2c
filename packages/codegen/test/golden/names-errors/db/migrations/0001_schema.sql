CREATE TYPE color AS ENUM ('red');
CREATE TYPE full_name AS (first text, last text);
CREATE TABLE people (id int PRIMARY KEY, name full_name);
CREATE TABLE notes (id int PRIMARY KEY, note text);
CREATE TABLE books (id int PRIMARY KEY, title text NOT NULL, pub_date date, color color);
CREATE TABLE list_parts_rows (id int PRIMARY KEY, part text);
