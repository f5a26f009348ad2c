/* @name EnsureExternalAccount */ -- :one
-- The account of an environment with this identifier; made if there is none. One that exists is never changed.
WITH existing AS (
  SELECT * FROM external_accounts WHERE environment_id = :environmentId AND identifier = :identifier
), inserted AS (
  -- The no-op update is taken only in a race: it waits for the other insert and returns its row.
  INSERT INTO external_accounts (identifier, environment_id, organization_id)
  SELECT :identifier, :environmentId, :organizationId WHERE NOT EXISTS (SELECT FROM existing)
  ON CONFLICT (environment_id, identifier) DO UPDATE SET identifier = EXCLUDED.identifier
  RETURNING *
)
SELECT * FROM existing
UNION ALL
SELECT * FROM inserted;

/* @name GetExternalAccount */ -- :one
-- The account of an environment with this identifier.
SELECT * FROM external_accounts WHERE environment_id = :environmentId AND identifier = :identifier;
