/* @name GetSecret */ -- :one
-- A secret. Values are text, as a number of many digits would not survive as one of JavaScript.
SELECT key, value::text AS value, version FROM secret_store WHERE key = :key;

/* @name GetSecrets */ -- :many
-- Those of the secrets that exist. For one, GetSecret is quicker: the plan of a list depends on its length, so that
-- PostgreSQL plans each list anew (0.21 ms instead of 0.15).
SELECT key, value::text AS value, version FROM secret_store WHERE key = ANY(:keys::text[]);

/* @name SetSecrets */ -- :many
-- Writes secrets, replacing what was there. In the order of the keys, so that two batches never wait for each other.
INSERT INTO secret_store (key, value, version)
SELECT n.key, n.value::jsonb, :version FROM unnest(:keys::text[], :values::text[]) AS n (key, value)
ORDER BY n.key COLLATE "C"
ON CONFLICT (key) DO UPDATE SET
  value = excluded.value,
  version = excluded.version,
  revision = secret_store.revision + 1
RETURNING key;

/* @name CreateSecrets */ -- :many
-- Writes those secrets that do not exist yet; in the order of the keys, see SetSecrets.
INSERT INTO secret_store (key, value, version)
SELECT n.key, n.value::jsonb, :version FROM unnest(:keys::text[], :values::text[]) AS n (key, value)
ORDER BY n.key COLLATE "C"
ON CONFLICT (key) DO NOTHING
RETURNING key;

/* @name DeleteSecrets */ -- :many
-- Deletes secrets; those that existed are returned. Their locks are taken in the order of the keys, see SetSecrets.
WITH locked AS (
  SELECT key FROM secret_store WHERE key = ANY(:keys::text[]) ORDER BY key FOR UPDATE
)
DELETE FROM secret_store USING locked WHERE secret_store.key = locked.key RETURNING secret_store.key;

/* @name ListSecretKeys */ -- :many
-- A page of the keys from `from` up to, but without, `before`: those behind `after`. All three are bounds of the primary
-- key.
SELECT key FROM secret_store
WHERE key >= :from AND key < :before AND key > :after
ORDER BY key
LIMIT :limit::integer;

/* @name CountSecrets */ -- :one
-- How many keys there are from `from` up to, but without, `before`.
SELECT count(*) FROM secret_store WHERE key >= :from AND key < :before;

/* @name ListOutdatedSecrets */ -- :many
-- The next secrets behind `after` that are not encrypted as new ones are: whose value does not start with `current`.
SELECT key, value::text AS value, version
FROM secret_store
WHERE key >= :from
  AND key < :before
  AND key > :after
  AND (version = '3' AND starts_with(value #>> '{}', :current)) IS NOT TRUE
ORDER BY key
LIMIT :limit::integer;

/* @name CountOutdatedSecrets */ -- :one
-- How many secrets ListOutdatedSecrets finds in all its pages.
SELECT count(*)
FROM secret_store
WHERE key >= :from
  AND key < :before
  AND (version = '3' AND starts_with(value #>> '{}', :current)) IS NOT TRUE;

/* @name ReplaceSecretValues */ -- :many
-- Replaces values by what is the same secret encrypted anew, unless they have changed since they were read, or others
-- have them locked: a transaction that takes the same rows in another order would meet the batch in a deadlock. It counts
-- as a rotation, which nobody is told of.
WITH replacement AS (
  SELECT n.key, n.old::jsonb AS old, n.new::jsonb AS new
  FROM unnest(:keys::text[], :oldValues::text[], :newValues::text[]) AS n (key, old, new)
), locked AS (
  SELECT secret_store.key, replacement.new
  FROM secret_store
  JOIN replacement ON secret_store.key = replacement.key AND secret_store.value = replacement.old
  ORDER BY secret_store.key
  FOR NO KEY UPDATE OF secret_store SKIP LOCKED
)
UPDATE secret_store
SET value = locked.new, version = :version, rotations = rotations + 1
FROM locked
WHERE secret_store.key = locked.key
RETURNING secret_store.key;

/* @name ReplaceSecretValue */ -- :execrows
-- As ReplaceSecretValues does, but waits for whoever has it locked: a statement that holds no other row may.
UPDATE secret_store
SET value = :newValue::text::jsonb, version = :version, rotations = rotations + 1
WHERE key = :key AND value = :oldValue::text::jsonb;

/* @name CountSecretsByEncryption */ -- :many
-- How many secrets there are of each version, format and key.
-- vet: disable=no-seq-scan an operator asks, once before and once after a rotation
SELECT
  version,
  CASE version WHEN '3' THEN split_part(value #>> '{}', '.', 1) END AS format,
  key_id,
  count(*)
FROM secret_store
GROUP BY version, format, key_id
ORDER BY version, format, key_id;
