/* @name Update */ -- :copyfrom
UPDATE teams SET size = :size;

/* @name Select */ -- :copyfrom
INSERT INTO teams (name) SELECT :name::text;

/* @name NoValues */ -- :copyfrom
INSERT INTO teams DEFAULT VALUES;

/* @name TwoRows */ -- :copyfrom
INSERT INTO teams (name) VALUES (:name), (:other);

/* @name Returning */ -- :copyfrom
INSERT INTO teams (name) VALUES (:name) RETURNING id;

/* @name WithDefault */ -- :copyfrom
INSERT INTO teams (name, size) VALUES (:name, DEFAULT);

/* @name Outside */ -- :copyfrom
INSERT INTO teams (name) VALUES (:name) ON CONFLICT (name) DO UPDATE SET size = :size;

/* @name NoParameter */ -- :copyfrom
INSERT INTO teams (name) VALUES ('x');

/* @name Again */ -- :batchexec
UPDATE teams SET size = size + 1;

/* @name NoRows */ -- :batchone
UPDATE teams SET size = :size;

/* @name NoName */ -- :batchmany
SELECT size + :by FROM teams;

/* @name Wrong */ -- :batchmany
SELECT sise FROM teams WHERE id = :id;
