/* @name StoreText */ -- :exec
-- What a schema has not seen does not get in as text either.
INSERT INTO records (id, payload) VALUES (:id, :payload::text::jsonb);

/* @name StoreTwice */ -- :exec
INSERT INTO records (id, payload, context) VALUES (:id, :document, :document);

/* @name StoreAndRead */ -- :exec
-- A schema that only reads would refuse later what another one has let in.
INSERT INTO records (id, payload, "window") VALUES (:id, :document, :document);

/* @name StoreTyped */ -- :exec
INSERT INTO records (id, payload, raw) VALUES (:id, :document, :document);

/* @name StoreTwoTypes */ -- :exec
INSERT INTO records (id, payload, raw, cooked) VALUES (:id, :payload, :document::jsonb, coalesce(:document::jsonb, '{}'));

/* @name StoreAlike */ -- :exec
-- What has the same override, or none, goes with it; and text may be compared.
INSERT INTO records (id, payload, copy, plain, raw, same) SELECT :id, :document, :document, :document, :raw, :raw
WHERE NOT EXISTS (SELECT FROM records WHERE payload = :old::text::jsonb);

/* @name StoreBranches */ -- :exec
UPDATE records SET
-- @if raw
raw = :document
-- @else
cooked = :document
-- @end
WHERE id = :id;
