CREATE TABLE records (id int8 PRIMARY KEY, payload jsonb NOT NULL, context jsonb, "window" jsonb, unused jsonb);
