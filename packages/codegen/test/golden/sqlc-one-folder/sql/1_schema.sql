-- sqlc takes one folder for both: what has a header is a query, and the rest makes the schema.
CREATE SCHEMA yard;
CREATE TABLE yard.boats (id int PRIMARY KEY, name text NOT NULL, "keel-depth" numeric);
CREATE FUNCTION yard.moor(boat int, OUT place text, hours int DEFAULT 1) LANGUAGE sql AS $$ SELECT 'quay' $$;
