/* @name CreateParcel */ -- :one
INSERT INTO parcels (id, state, states, name, names, fixed, code, codes, payload, context, tags, total, sent, "the note")
VALUES (:id, :state, :states, :name, :names, :fixed, :code, :codes, :payload, :context, :tags, :total, :sent, :theNote)
RETURNING *;

/* @name CutParcel */ -- :exec
-- What is cast is cut, and so no length is asked for.
UPDATE parcels SET name = :name::varchar(5), fixed = coalesce(:fixed, fixed), code = :code::code WHERE id = :id;

/* @name CopyParcels */ -- :copyfrom
INSERT INTO parcels (id, states, name, payload) VALUES (:id, :states, :name, :payload);

/* @name UnnestParcels */ -- :execrows
INSERT INTO parcels (id, states, name, payload, context)
SELECT i, '{}', n, p, c FROM unnest(:ids::int8[], :names::varchar[], :payloads::jsonb[], :contexts::jsonb[]) AS x (i, n, p, c);

/* @name FindParcels */ -- :many
SELECT * FROM parcels
WHERE payload = :payload AND context = ANY(:contexts::jsonb[]) AND tags = :tags AND id = ANY(:ids::int8[])
-- @if open
AND state = 'open'
-- @end
-- @if since
AND sent >= :since
-- @end
ORDER BY
-- @switch order
-- @case newest
sent DESC
-- @case name
name
-- @end
LIMIT :limit;

/* @name Parcel */ -- :one
SELECT id FROM parcel_params WHERE id = :id AND label IS NOT DISTINCT FROM :label;

/* @name ListNothing */ -- :many
SELECT 1 AS one;
