/* @name AppendAuditEntries */ -- :exec
-- Adds entries in the order of the arrays; the table's triggers chain them.
INSERT INTO secret_audit_entries (actor, action, key, provider, result)
SELECT n.actor, n.action, CASE WHEN n.has_key THEN n.key END, n.provider, n.result
FROM unnest(
  :actors::text[], :actions::secret_audit_action[], :keys::text[], :hasKey::boolean[], :providers::text[], :results::text[]
) WITH ORDINALITY AS n (actor, action, key, has_key, provider, result, position)
ORDER BY n.position;

/* @name ReadAuditChain */ -- :many
-- Entries in the order of the chain, those after the sequence `after`. Sequences, and times in microseconds since 1970,
-- are texts: what was tampered with need not fit a number.
SELECT
  sequence::text AS "sequence!",
  CASE
    WHEN isfinite(occurred_at) THEN trunc(extract(epoch FROM occurred_at) * 1000000)::text
    ELSE occurred_at::text
  END AS "occurred_at_us!",
  actor, action, key, provider, result, previous_hash, hash
FROM secret_audit_entries
WHERE sequence > :after::text::bigint
ORDER BY secret_audit_entries.sequence
LIMIT :limit::integer;

/* @name GetAuditPurgeEnd */ -- :one
-- The last entry to go when those from before the time do: up to the first that is not. What is appended later is not
-- among them.
SELECT coalesce(
  (
    SELECT sequence - 1
    FROM secret_audit_entries
    WHERE sequence > (SELECT purged_sequence FROM secret_audit_chain) AND occurred_at >= :before
    ORDER BY sequence
    LIMIT 1
  ),
  (SELECT max(sequence) FROM secret_audit_entries),
  0
) AS "through!";

/* @name DeletePurgedAuditEntries */ -- :execrows
-- Deletes the entries up to the purge mark; the table's trigger lets no others go.
DELETE FROM secret_audit_entries WHERE sequence <= :purgedSequence;

/* @name ListAuditEntries */ -- :many
-- A page of all entries, newest first: those before the sequence `before`.
SELECT *
FROM secret_audit_entries
WHERE sequence < :before
ORDER BY sequence DESC
LIMIT :limit::integer;

/* @name ListAuditEntriesAscending */ -- :many
-- A page of all entries, oldest first: those after the sequence `after`.
SELECT *
FROM secret_audit_entries
WHERE sequence > :after
ORDER BY sequence
LIMIT :limit::integer;

/* @name ListAuditEntriesOfKey */ -- :many
-- A page of the entries of a key, newest first: those before the sequence `before`.
-- The two conditions on key come to `=`; so put, and ordered by both columns, only the index on both will do. Along
-- another one a rare key would be looked for to the end.
SELECT *
FROM secret_audit_entries
WHERE key >= :key AND (key, sequence) < (:key, :before)
  AND CASE WHEN :actor::text IS NULL THEN true ELSE actor = :actor END
  AND CASE WHEN :action::secret_audit_action IS NULL THEN true ELSE action = :action END
  AND CASE WHEN :from::timestamptz IS NULL THEN true ELSE occurred_at >= :from END
  AND CASE WHEN :to::timestamptz IS NULL THEN true ELSE occurred_at < :to END
ORDER BY key DESC, sequence DESC
LIMIT :limit::integer;

/* @name ListAuditEntriesOfKeyAscending */ -- :many
-- A page of the entries of a key, oldest first: those after the sequence `after`.
-- The two conditions on key come to `=`; so put, and ordered by both columns, only the index on both will do. Along
-- another one a rare key would be looked for to the end.
SELECT *
FROM secret_audit_entries
WHERE key <= :key AND (key, sequence) > (:key, :after)
  AND CASE WHEN :actor::text IS NULL THEN true ELSE actor = :actor END
  AND CASE WHEN :action::secret_audit_action IS NULL THEN true ELSE action = :action END
  AND CASE WHEN :from::timestamptz IS NULL THEN true ELSE occurred_at >= :from END
  AND CASE WHEN :to::timestamptz IS NULL THEN true ELSE occurred_at < :to END
ORDER BY key, sequence
LIMIT :limit::integer;

/* @name ListAuditEntriesOfActor */ -- :many
-- A page of the entries of an actor, newest first: those before the sequence `before`.
-- The two conditions on actor come to `=`; so put, and ordered by both columns, only the index on both will do. Along
-- another one a rare actor would be looked for to the end.
SELECT *
FROM secret_audit_entries
WHERE actor >= :actor AND (actor, sequence) < (:actor, :before)
  AND CASE WHEN :action::secret_audit_action IS NULL THEN true ELSE action = :action END
  AND CASE WHEN :from::timestamptz IS NULL THEN true ELSE occurred_at >= :from END
  AND CASE WHEN :to::timestamptz IS NULL THEN true ELSE occurred_at < :to END
ORDER BY actor DESC, sequence DESC
LIMIT :limit::integer;

/* @name ListAuditEntriesOfActorAscending */ -- :many
-- A page of the entries of an actor, oldest first: those after the sequence `after`.
-- The two conditions on actor come to `=`; so put, and ordered by both columns, only the index on both will do. Along
-- another one a rare actor would be looked for to the end.
SELECT *
FROM secret_audit_entries
WHERE actor <= :actor AND (actor, sequence) > (:actor, :after)
  AND CASE WHEN :action::secret_audit_action IS NULL THEN true ELSE action = :action END
  AND CASE WHEN :from::timestamptz IS NULL THEN true ELSE occurred_at >= :from END
  AND CASE WHEN :to::timestamptz IS NULL THEN true ELSE occurred_at < :to END
ORDER BY actor, sequence
LIMIT :limit::integer;

/* @name ListAuditEntriesOfAction */ -- :many
-- A page of the entries of an action, newest first: those before the sequence `before`.
-- The two conditions on action come to `=`; so put, and ordered by both columns, only the index on both will do. Along
-- another one a rare action would be looked for to the end.
SELECT *
FROM secret_audit_entries
WHERE action >= :action::secret_audit_action AND (action, sequence) < (:action::secret_audit_action, :before)
ORDER BY action DESC, sequence DESC
LIMIT :limit::integer;

/* @name ListAuditEntriesOfActionAscending */ -- :many
-- A page of the entries of an action, oldest first: those after the sequence `after`.
-- The two conditions on action come to `=`; so put, and ordered by both columns, only the index on both will do. Along
-- another one a rare action would be looked for to the end.
SELECT *
FROM secret_audit_entries
WHERE action <= :action::secret_audit_action AND (action, sequence) > (:action::secret_audit_action, :after)
ORDER BY action, sequence
LIMIT :limit::integer;

/* @name ListAuditEntriesOfPrefix */ -- :many
-- A page of the entries of the keys from `firstKey` up to, but without, `endKey`; newest first: those before the sequence `before`.
SELECT *
FROM secret_audit_entries
WHERE key >= :firstKey AND key < :endKey AND sequence < :before
  AND CASE WHEN :actor::text IS NULL THEN true ELSE actor = :actor END
  AND CASE WHEN :action::secret_audit_action IS NULL THEN true ELSE action = :action END
  AND CASE WHEN :from::timestamptz IS NULL THEN true ELSE occurred_at >= :from END
  AND CASE WHEN :to::timestamptz IS NULL THEN true ELSE occurred_at < :to END
ORDER BY sequence DESC
LIMIT :limit::integer;

/* @name ListAuditEntriesOfPrefixAscending */ -- :many
-- A page of the entries of the keys from `firstKey` up to, but without, `endKey`; oldest first: those after the sequence `after`.
SELECT *
FROM secret_audit_entries
WHERE key >= :firstKey AND key < :endKey AND sequence > :after
  AND CASE WHEN :actor::text IS NULL THEN true ELSE actor = :actor END
  AND CASE WHEN :action::secret_audit_action IS NULL THEN true ELSE action = :action END
  AND CASE WHEN :from::timestamptz IS NULL THEN true ELSE occurred_at >= :from END
  AND CASE WHEN :to::timestamptz IS NULL THEN true ELSE occurred_at < :to END
ORDER BY sequence
LIMIT :limit::integer;

/* @name ListAuditEntriesOfTime */ -- :many
-- A page of the entries of a time, latest first: those before the entry `before`.
-- Where that entry is not there, it is one of the future, or purged like all before it.
SELECT *
FROM secret_audit_entries
WHERE occurred_at >= coalesce(:from::timestamptz, '-infinity')
  AND occurred_at < coalesce(:to::timestamptz, 'infinity')
  AND (occurred_at, sequence) < (
    coalesce(
      (SELECT cursor.occurred_at FROM secret_audit_entries AS cursor WHERE cursor.sequence = :before),
      CASE WHEN :before > (SELECT max(sequence) FROM secret_audit_entries) THEN 'infinity' ELSE '-infinity' END::timestamptz
    ),
    :before
  )
  AND CASE WHEN :action::secret_audit_action IS NULL THEN true ELSE action = :action END
ORDER BY occurred_at DESC, sequence DESC
LIMIT :limit::integer;

/* @name ListAuditEntriesOfTimeAscending */ -- :many
-- A page of the entries of a time, earliest first: those after the entry `after`.
-- Where that entry is not there, it is purged like all before it, or one of the future.
SELECT *
FROM secret_audit_entries
WHERE occurred_at >= coalesce(:from::timestamptz, '-infinity')
  AND occurred_at < coalesce(:to::timestamptz, 'infinity')
  AND (occurred_at, sequence) > (
    coalesce(
      (SELECT cursor.occurred_at FROM secret_audit_entries AS cursor WHERE cursor.sequence = :after),
      CASE WHEN :after < (SELECT min(sequence) FROM secret_audit_entries) THEN '-infinity' ELSE 'infinity' END::timestamptz
    ),
    :after
  )
  AND CASE WHEN :action::secret_audit_action IS NULL THEN true ELSE action = :action END
ORDER BY occurred_at, sequence
LIMIT :limit::integer;
