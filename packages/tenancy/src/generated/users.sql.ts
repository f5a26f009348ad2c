// Generated from packages/tenancy/queries/users.sql. Do not edit.
import { type Queryable, one } from '@kongflow/database/query-runtime';

export interface EnsureUserParams {
  email: string;
  name: string;
}

export interface EnsureUserRow {
  id: string;
  email: string;
  name: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export const ensureUserSQL = `-- The user with this email; made if there is none, without a name if it is empty. One who exists is never changed.
WITH existing AS (
  SELECT * FROM users WHERE email = $1
), inserted AS (
  -- The no-op update is taken only in a race: it waits for the other insert and returns its row.
  INSERT INTO users (email, name)
  SELECT $1, nullif($2::text, '') WHERE NOT EXISTS (SELECT FROM existing)
  ON CONFLICT (email) DO UPDATE SET email = EXCLUDED.email
  RETURNING *
)
SELECT * FROM existing
UNION ALL
SELECT * FROM inserted`;

/**
 * The user with this email; made if there is none, without a name if it is empty. One who exists is never changed.
 * packages/tenancy/queries/users.sql:1
 */
export function ensureUser(db: Queryable, params: EnsureUserParams): Promise<EnsureUserRow | null> {
  return one(db, { name: 'EnsureUser_59b55b5e', text: ensureUserSQL }, [params.email, params.name], (r) => ({ id: r[0] as string, email: r[1] as string, name: r[2] as string | null, createdAt: r[3] as Date, updatedAt: r[4] as Date }));
}
