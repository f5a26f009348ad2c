-- Up Migration

CREATE TABLE secret_store (
  key text COLLATE "C" PRIMARY KEY CHECK (char_length(key) BETWEEN 1 AND 500),
  value jsonb NOT NULL,
  version text NOT NULL DEFAULT '1',
  key_id text GENERATED ALWAYS AS (CASE version WHEN '3' THEN split_part(value #>> '{}', '.', 2) END) STORED,
  revision bigint NOT NULL DEFAULT 1,
  rotations bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE secret_store IS 'Secrets by key, encrypted. Rows of trigger.dev''s "SecretStore" can be inserted as they are.';
COMMENT ON COLUMN secret_store.key IS 'Compared by its bytes, so that a prefix is a range of the primary key.';
COMMENT ON COLUMN secret_store.value IS 'Version 1: the secret itself, never written here. Version 2: trigger.dev''s {nonce, ciphertext, tag} in hex. Version 3: a text "<format>.<key id>…" of @kongflow/encryption, bound to its key.';
COMMENT ON COLUMN secret_store.key_id IS 'The encryption key that a version 3 value is under; rotation looks for others.';
COMMENT ON COLUMN secret_store.revision IS 'How often the secret was set.';
COMMENT ON COLUMN secret_store.rotations IS 'How often the secret was encrypted anew. An update that raises it changes nothing that a reader could see: updated_at stays, and nobody is told.';
CREATE TRIGGER secret_store_set_updated_at BEFORE UPDATE ON secret_store FOR EACH ROW
  WHEN (OLD.rotations = NEW.rotations) EXECUTE FUNCTION set_updated_at();

CREATE FUNCTION secret_store_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    PERFORM pg_notify('kongflow_secret_store', '');
    RETURN NULL;
  END IF;
  PERFORM pg_notify('kongflow_secret_store', coalesce(NEW.key, OLD.key));
  IF TG_OP = 'UPDATE' AND NEW.key <> OLD.key THEN
    PERFORM pg_notify('kongflow_secret_store', OLD.key);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION secret_store_announce() IS 'Tells the caches of all processes which secret has changed, once the change is committed; an empty text stands for all of them.';
CREATE TRIGGER secret_store_announce AFTER INSERT OR DELETE ON secret_store FOR EACH ROW
  EXECUTE FUNCTION secret_store_announce();
CREATE TRIGGER secret_store_announce_update AFTER UPDATE ON secret_store FOR EACH ROW
  WHEN (OLD.rotations = NEW.rotations OR OLD.key <> NEW.key) EXECUTE FUNCTION secret_store_announce();
CREATE TRIGGER secret_store_announce_truncate AFTER TRUNCATE ON secret_store FOR EACH STATEMENT
  EXECUTE FUNCTION secret_store_announce();

CREATE TYPE secret_audit_action AS ENUM ('get', 'set', 'delete', 'list', 'count', 'rotate', 'import', 'export', 'purge');

CREATE TABLE secret_audit_chain (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  last_sequence bigint NOT NULL,
  last_hash bytea NOT NULL,
  purged_sequence bigint NOT NULL,
  purged_hash bytea NOT NULL
);
COMMENT ON TABLE secret_audit_chain IS 'The one row that every entry of the audit log is chained to: its lock makes entries a single line.';
COMMENT ON COLUMN secret_audit_chain.last_sequence IS 'The newest entry''s. What follows is linked to it, also when the entry itself was cut off.';
COMMENT ON COLUMN secret_audit_chain.purged_sequence IS 'Entries up to this one were deleted by retention; the chain is verified from purged_hash on.';
INSERT INTO secret_audit_chain (last_sequence, last_hash, purged_sequence, purged_hash)
VALUES (0, decode(repeat('00', 32), 'hex'), 0, decode(repeat('00', 32), 'hex'));

CREATE TABLE secret_audit_entries (
  sequence bigint PRIMARY KEY,
  occurred_at timestamptz NOT NULL,
  actor text COLLATE "C" NOT NULL CHECK (char_length(actor) BETWEEN 1 AND 500),
  action secret_audit_action NOT NULL,
  key text COLLATE "C",
  provider text NOT NULL,
  result text NOT NULL,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL
);
COMMENT ON TABLE secret_audit_entries IS 'Who did what to which secret, and what came of it; append-only, each entry holds the hash of the one before.';
COMMENT ON COLUMN secret_audit_entries.sequence IS 'Without gaps, in the order of the chain.';
COMMENT ON COLUMN secret_audit_entries.occurred_at IS 'By the server''s clock; falls back where the clock did.';
COMMENT ON COLUMN secret_audit_entries.key IS 'The key; of a listing the prefix; of a purge "before <time>, up to entry <sequence>"; null where an action is about no key.';
COMMENT ON COLUMN secret_audit_entries.result IS 'ok, not_found, exists, attempted, or the code of an error.';
COMMENT ON COLUMN secret_audit_entries.hash IS 'SHA-256 of previous_hash and all fields; see secret_audit_hash.';
CREATE INDEX secret_audit_entries_key_sequence_idx ON secret_audit_entries (key, sequence);
CREATE INDEX secret_audit_entries_actor_sequence_idx ON secret_audit_entries (actor, sequence);
CREATE INDEX secret_audit_entries_action_sequence_idx ON secret_audit_entries (action, sequence);
CREATE INDEX secret_audit_entries_occurred_at_sequence_idx ON secret_audit_entries (occurred_at, sequence);

CREATE FUNCTION secret_audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-')
$$;
COMMENT ON FUNCTION secret_audit_field(text) IS 'A field with its length in front, so that no two lists of fields read alike; NULL is "-".';

CREATE FUNCTION secret_audit_hash(entry secret_audit_entries) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(entry.previous_hash || convert_to(
    secret_audit_field(entry.sequence::text)
    || secret_audit_field((extract(epoch FROM entry.occurred_at) * 1000000)::bigint::text)
    || secret_audit_field(entry.actor)
    || secret_audit_field(entry.action::text)
    || secret_audit_field(entry.key)
    || secret_audit_field(entry.provider)
    || secret_audit_field(entry.result), 'UTF8'))
$$;

-- Entries are chained by triggers, whoever inserts them. The row of the chain is locked once and written once a statement:
-- written for each entry, it would leave as many dead versions, through which each next entry would have to look.
CREATE FUNCTION secret_audit_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM secret_audit_chain FOR UPDATE;
  RETURN NULL;
END
$$;
CREATE TRIGGER secret_audit_entries_lock BEFORE INSERT ON secret_audit_entries FOR EACH STATEMENT
  EXECUTE FUNCTION secret_audit_lock();

-- Linked to the row of the chain, or to the entry that the same statement has inserted before. What somebody else than
-- these triggers did to the newest entries is not linked to: it would pass for a part of the chain from then on.
CREATE FUNCTION secret_audit_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_sequence bigint;
  last_hash bytea;
BEGIN
  SELECT entries.sequence, entries.hash INTO last_sequence, last_hash
  FROM secret_audit_entries AS entries
  WHERE entries.sequence > (SELECT chain.last_sequence FROM secret_audit_chain AS chain)
  ORDER BY entries.sequence DESC LIMIT 1;
  IF NOT FOUND THEN
    SELECT chain.last_sequence, chain.last_hash INTO STRICT last_sequence, last_hash FROM secret_audit_chain AS chain;
  END IF;
  NEW.sequence = last_sequence + 1;
  NEW.occurred_at = clock_timestamp();
  NEW.previous_hash = last_hash;
  NEW.hash = secret_audit_hash(NEW);
  RETURN NEW;
END
$$;
CREATE TRIGGER secret_audit_entries_append BEFORE INSERT ON secret_audit_entries FOR EACH ROW
  EXECUTE FUNCTION secret_audit_append();

CREATE FUNCTION secret_audit_advance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE secret_audit_chain AS chain SET last_sequence = last.sequence, last_hash = last.hash
  FROM (SELECT sequence, hash FROM secret_audit_entries ORDER BY sequence DESC LIMIT 1) AS last
  WHERE last.sequence > chain.last_sequence;
  RETURN NULL;
END
$$;
CREATE TRIGGER secret_audit_entries_advance AFTER INSERT ON secret_audit_entries FOR EACH STATEMENT
  EXECUTE FUNCTION secret_audit_advance();

CREATE FUNCTION secret_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.sequence <= (SELECT purged_sequence FROM secret_audit_chain) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'secret_audit_entries is append-only' USING ERRCODE = 'insufficient_privilege',
    HINT = 'Old entries go by SecretAuditLog.purge, which keeps the chain verifiable.';
END
$$;
CREATE TRIGGER secret_audit_entries_refuse_change BEFORE UPDATE OR DELETE ON secret_audit_entries FOR EACH ROW
  EXECUTE FUNCTION secret_audit_refuse();
CREATE TRIGGER secret_audit_entries_refuse_truncate BEFORE TRUNCATE ON secret_audit_entries FOR EACH STATEMENT
  EXECUTE FUNCTION secret_audit_refuse();

-- Temporary tables come first in every search path that does not name them: one called secret_audit_chain would let its
-- owner delete what they like.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['lock', 'append', 'advance', 'refuse'] LOOP
    EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', 'secret_audit_' || name, current_schema());
  END LOOP;
END
$$;

-- Down Migration

DROP FUNCTION secret_audit_hash(secret_audit_entries);
DROP TABLE secret_audit_entries, secret_audit_chain;
DROP FUNCTION secret_audit_lock(), secret_audit_append(), secret_audit_advance(), secret_audit_refuse(), secret_audit_field(text);
DROP TYPE secret_audit_action;
DROP TABLE secret_store;
DROP FUNCTION secret_store_announce();
