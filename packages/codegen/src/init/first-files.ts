/** The migration that `init` writes into an empty project. */
export const FIRST_MIGRATION = `-- Up Migration
CREATE TABLE authors (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  bio text,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Down Migration
DROP TABLE authors;
`;

/** Queries on it. */
export const FIRST_QUERIES = `/* @name CreateAuthor */ -- :one
-- A new author, as stored.
INSERT INTO authors (name, bio) VALUES (:name, :bio) RETURNING *;

/* @name GetAuthor */ -- :one
SELECT * FROM authors WHERE id = :id;

/* @name ListAuthors */ -- :many
SELECT id, name FROM authors ORDER BY name;

/* @name DeleteAuthor */ -- :execrows
DELETE FROM authors WHERE id = :id;
`;

/** A query on a schema that we know nothing of. */
export const ANY_QUERY = `/* @name GetNow */ -- :one
-- The first query: replace it by one on your tables.
SELECT now() AS now;
`;

/** What Node needs to run TypeScript as it is, and an editor to understand it. */
export const FIRST_TSCONFIG = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "erasableSyntaxOnly": true,
    "verbatimModuleSyntax": true,
    "skipLibCheck": true,
    "types": ["node"]
  }
}
`;
