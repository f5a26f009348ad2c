/* @name EnsureUser */ -- :one
-- The user with this email; made if there is none, without a name if it is empty. One who exists is never changed.
WITH existing AS (
  SELECT * FROM users WHERE email = :email
), inserted AS (
  -- The no-op update is taken only in a race: it waits for the other insert and returns its row.
  INSERT INTO users (email, name)
  SELECT :email, nullif(:name::text, '') WHERE NOT EXISTS (SELECT FROM existing)
  ON CONFLICT (email) DO UPDATE SET email = EXCLUDED.email
  RETURNING *
)
SELECT * FROM existing
UNION ALL
SELECT * FROM inserted;
