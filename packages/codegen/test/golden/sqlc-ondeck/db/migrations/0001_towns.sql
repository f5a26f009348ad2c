-- +goose Up
CREATE TABLE town (
  slug text PRIMARY KEY,
  name text NOT NULL
);
-- +goose Down
DROP TABLE town;
