/* @name GetOrder */ -- :one
SELECT * FROM orders WHERE code = :code;

/* @name SaveOrder */ -- :exec
INSERT INTO orders (id, code, payload, previous, labels) VALUES (:id, :code, :payload, :previous, :labels);

/* @name SaveOrders */ -- :execrows
INSERT INTO orders (id, code, payload)
SELECT * FROM unnest(:ids::bigint[], :codes::text[], :payloads::jsonb[]);

/* @name PatchOrder */ -- :one
UPDATE orders SET payload = coalesce(:payload::jsonb, payload), previous = payload WHERE id = :id RETURNING payload;

/* @name FindOrders */ -- :many
SELECT o.id, o.payload AS current, x.labels FROM orders o LEFT JOIN orders x ON x.id = o.id + 1 WHERE o.payload @> :part::jsonb
UNION
SELECT id, payload, labels FROM orders WHERE code = ANY(:codes::text[]);
