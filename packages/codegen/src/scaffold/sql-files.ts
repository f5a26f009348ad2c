import type { ServiceNames } from './service-names.ts';

/** The table of a new service. */
export function migrationFile({ table, many }: ServiceNames): string {
  return `-- Up Migration

CREATE TABLE ${table} (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 500),
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ${table} IS 'The ${many} there are.';

-- Down Migration

DROP TABLE ${table};
`;
}

/** Its first queries. */
export function queryFile({ table, entity, entities, one, many }: ServiceNames): string {
  return `/* @name Create${entity} */ -- :one
-- A new ${one}, as stored.
INSERT INTO ${table} (id, name) VALUES (:id, :name) RETURNING *;

/* @name Get${entity} */ -- :one
-- The ${one} with this id.
SELECT * FROM ${table} WHERE id = :id;

/* @name List${entities} */ -- :many
-- A page of ${many} in the order of their ids: those behind \`after\`.
SELECT *
FROM ${table}
WHERE id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY id
LIMIT :limit::integer;

/* @name Delete${entity} */ -- :execrows
-- Deletes the ${one} with this id.
DELETE FROM ${table} WHERE id = :id;
`;
}

/** The number of the next migration, written as the others are: counted on, or a time. */
export function nextMigration(names: readonly string[], now: Date): string {
  const numbers = names.flatMap((name) => /^\d+/.exec(name)?.[0] ?? []);
  const last = numbers.toSorted((a, b) => Number(BigInt(a) - BigInt(b))).at(-1);
  const width = last?.length ?? 4;
  if (width === 13) return String(now.getTime());
  if (width >= 14) return now.toISOString().replaceAll(/\D/g, '').slice(0, width).padEnd(width, '0');
  return String(BigInt(last ?? '0') + 1n).padStart(width, '0');
}
