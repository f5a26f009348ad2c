CREATE TABLE records (id int8 PRIMARY KEY, payload jsonb NOT NULL, context jsonb, "window" jsonb, unused jsonb, raw jsonb, same jsonb, cooked jsonb, copy jsonb, plain jsonb);
