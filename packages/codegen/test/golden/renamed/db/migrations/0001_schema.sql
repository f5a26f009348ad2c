CREATE TYPE price_tag AS (amt numeric, url text);
CREATE TABLE staff_members (id int PRIMARY KEY, url text);
CREATE TABLE media (
  id int PRIMARY KEY,
  isbn_13 text NOT NULL UNIQUE,
  pub_date date NOT NULL,
  price price_tag,
  staff_id int REFERENCES staff_members (id)
);
COMMENT ON COLUMN media.pub_date IS 'The first edition.';
CREATE VIEW recent_media AS SELECT id, pub_date FROM media;
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('open', 'closed');
CREATE TABLE shop.orders (id int PRIMARY KEY, pub_date date NOT NULL, isbn_13 text, state shop.state NOT NULL);
