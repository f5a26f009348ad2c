CREATE TABLE crew (id integer NOT NULL, name text NOT NULL);
ALTER TABLE crew ADD CONSTRAINT crew_pkey PRIMARY KEY (id);
CREATE TABLE planes (
  id integer PRIMARY KEY,
  crew_id integer NOT NULL REFERENCES crew (id),
  age integer NOT NULL,
  name text NOT NULL,
  color text NOT NULL
);
CREATE TABLE tongues (id integer PRIMARY KEY, tongue text NOT NULL);
-- A join table without a key of its own.
CREATE TABLE crew_tongues (
  crew_id integer NOT NULL REFERENCES crew (id) ON DELETE CASCADE,
  tongue_id integer NOT NULL REFERENCES tongues (id),
  PRIMARY KEY (crew_id, tongue_id)
);
