CREATE TABLE records (
  id int8 PRIMARY KEY,
  payload jsonb NOT NULL,
  context json,
  "window" jsonb,
  history jsonb[] NOT NULL DEFAULT '{}',
  slug text,
  size int8
);
CREATE SCHEMA audit;
CREATE TABLE audit.copies (id int8 PRIMARY KEY, payload jsonb, json jsonb, note text);
