CREATE TYPE order_state AS ENUM ('open', 'paid');
CREATE TYPE amount AS (value numeric, currency text);
CREATE TABLE orders (id int PRIMARY KEY, state order_state NOT NULL DEFAULT 'open', total amount NOT NULL, note jsonb);
CREATE TABLE invoices (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders (id));
CREATE TABLE unused (id int PRIMARY KEY, note text);
CREATE SCHEMA archive;
-- Would be called Order too, in a package of its own.
CREATE TABLE archive.orders (id int PRIMARY KEY);
-- Two that no package would call the same by itself.
CREATE TABLE archive_orders (id int PRIMARY KEY);
