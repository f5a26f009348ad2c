CREATE TYPE color AS ENUM ('red', 'dark blue', '1st', 'it''s');
CREATE TYPE unused AS ENUM ('a');
CREATE TABLE media (id int PRIMARY KEY, color color NOT NULL);
CREATE TABLE people (id int PRIMARY KEY, colors color[] NOT NULL);
CREATE TABLE boxes (id int PRIMARY KEY, color color);
