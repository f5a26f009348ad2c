-- name: ListOrderItems :many
SELECT * FROM "order items" WHERE role = @role;

-- name: ListMoreOrderItems :many
SELECT sqlc.embed(a), sqlc.embed(b) FROM "order items" a JOIN "order-items" b USING (id);

-- name: ListFast :many
SELECT * FROM "2 fast";

-- name: ListVariants :many
SELECT * FROM variants WHERE true
-- @if id
  AND id = @id
-- @end
ORDER BY id;

-- name: ListInferInputs :many
SELECT * FROM infer_inputs;

-- name: ListPairInputs :many
SELECT * FROM pair_inputs;

-- name: SetPair :exec
UPDATE pair_inputs SET pair = @pair WHERE id = @id;

-- name: ListHumans :many
SELECT * FROM humans;

-- name: ListWholePeople :many
SELECT p FROM people p;

-- name: ListPeople :many
SELECT * FROM people;

-- name: SetPlace :one
UPDATE billing.invoices SET place = @place WHERE id = @id RETURNING place;
