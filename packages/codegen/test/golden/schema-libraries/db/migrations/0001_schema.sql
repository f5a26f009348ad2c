CREATE TABLE valibot (
  id integer PRIMARY KEY,
  believed jsonb,
  written jsonb NOT NULL,
  read jsonb,
  "both" text
);
CREATE TABLE arktype (
  id integer PRIMARY KEY,
  believed jsonb,
  written jsonb NOT NULL,
  read jsonb,
  "both" text
);
