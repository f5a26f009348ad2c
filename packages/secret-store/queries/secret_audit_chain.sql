/* @name LockAuditChain */ -- :one
-- Takes the lock that makes the entries of the log a single line, until the transaction ends, whose id is returned.
SELECT pg_current_xact_id()::text AS "transaction_id!" FROM secret_audit_chain FOR UPDATE;

/* @name IsTransactionCommitted */ -- :one
-- Whether the transaction of this id has ended, and by COMMIT.
SELECT pg_xact_status(:transactionId::text::xid8) IS NOT DISTINCT FROM 'committed' AS "is_committed!";

/* @name GetAuditChain */ -- :one
-- Where the chain ends and from where on its entries are kept. Sequences are texts: what was tampered with need not fit.
SELECT
  last_sequence::text AS "last_sequence!",
  last_hash,
  purged_sequence::text AS "purged_sequence!",
  purged_hash
FROM secret_audit_chain;

/* @name MoveAuditPurgeMark */ -- :one
-- Moves the purge mark past the oldest entries: at most `limit`, none behind `through`. Nothing is returned when there are
-- none. The caller holds the chain's lock.
WITH oldest AS (
  SELECT sequence, hash
  FROM secret_audit_entries
  WHERE sequence > (SELECT purged_sequence FROM secret_audit_chain) AND sequence <= :through
  ORDER BY sequence
  LIMIT :limit::integer
), last AS (
  SELECT sequence, hash FROM oldest ORDER BY sequence DESC LIMIT 1
)
UPDATE secret_audit_chain
SET purged_sequence = last.sequence, purged_hash = last.hash
FROM last
WHERE true -- the table has one row
RETURNING purged_sequence;
