CREATE TABLE writers (
  id bigserial PRIMARY KEY,
  name text NOT NULL,
  about text
);
