/* @name StoreText */ -- :exec
-- What a schema has not seen does not get in as text either.
INSERT INTO records (id, payload) VALUES (:id, :payload::text::jsonb);

/* @name StoreTwice */ -- :exec
INSERT INTO records (id, payload, context) VALUES (:id, :document, :document);

/* @name StoreAndRead */ -- :exec
-- One schema is enough where the other one only reads; and text may be compared.
INSERT INTO records (id, payload, "window") SELECT :id, :document, :document WHERE NOT EXISTS (SELECT FROM records WHERE payload = :old::text::jsonb);
