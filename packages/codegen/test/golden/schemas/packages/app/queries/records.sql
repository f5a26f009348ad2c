/* @name GetRecord */ -- :one
SELECT * FROM records WHERE id = :id;

/* @name CreateRecord */ -- :one
INSERT INTO records (id, payload, context, "window", history, slug, size)
VALUES (:id, :payload, :context, :window, :history, :slug, :size)
RETURNING *;

/* @name SetPayload */ -- :execrows
UPDATE records SET payload = :payload WHERE id = :id;

/* @name PatchRecord */ -- :one
UPDATE records SET payload = coalesce(:payload, payload), slug = CASE WHEN :rename::boolean THEN :slug ELSE slug END
WHERE id = :id RETURNING payload, slug;

/* @name UpsertRecord */ -- :exec
INSERT INTO records AS r (id, payload) VALUES (:id, :payload)
ON CONFLICT (id) DO UPDATE SET payload = excluded.payload, context = :context;

/* @name MergeRecord */ -- :exec
MERGE INTO records r USING (VALUES (:id::int8, :payload::jsonb)) AS new (id, payload) ON r.id = new.id
WHEN MATCHED THEN UPDATE SET payload = new.payload
WHEN NOT MATCHED THEN INSERT (id, payload) VALUES (new.id, new.payload);

/* @name SetKind */ -- :one
UPDATE records SET payload = jsonb_set(payload, '{kind}', :kind) WHERE id = :id RETURNING payload, context, :kind::jsonb AS kind;

/* @name ReplacePayload */ -- :execrows
UPDATE records SET payload = :payload WHERE payload = :old AND payload @> :part AND payload <> :payload;

/* @name FindRecords */ -- :many
SELECT id FROM records
WHERE payload = :payload AND "window" = :window AND slug = ANY(:slugs::text[]) AND payload @> :part::jsonb AND size > :size;

/* @name CopyRecords */ -- :copyfrom
INSERT INTO records (id, payload, context, slug, history) VALUES (:id, :payload, :context, :slug, :history);

/* @name UnnestRecords */ -- :execrows
INSERT INTO records (id, payload, context, slug, size)
SELECT * FROM unnest(:ids::int8[], :payloads::jsonb[], :contexts::json[], :slugs::text[], :sizes::int8[]);

/* @name BatchPayloads */ -- :batchexec
UPDATE records SET payload = :payload WHERE id = :id;

/* @name BatchRecords */ -- :batchone
INSERT INTO records (id, payload, context) VALUES (:id, :payload, :context) RETURNING context, history, id;

/* @name ListPayloads */ -- :many
SELECT payload FROM records UNION ALL SELECT payload FROM records ORDER BY 1;

/* @name ListContexts */ -- :many
SELECT context FROM records;

/* @name CopyPayload */ -- :exec
WITH copied AS (INSERT INTO audit.copies (id, payload, json, note) VALUES (:id, :payload, :json, :note))
INSERT INTO records (id, payload) VALUES (:id, :payload);

/* @name TimeWindowSchema */ -- :many
SELECT c.*, r.context AS "recordContext!" FROM audit.copies c JOIN records r ON r.id = c.id;

/* @name ChangeRecord */ -- :execrows
UPDATE records SET
  -- @if payload
  payload = :payload,
  -- @end
  -- @if context
  context = :context,
  -- @end
  id = id
WHERE id = :id;
