/* @name InsertEverything */ -- :one
INSERT INTO everything VALUES (
  :bool, :int2, :int4, :int8, :float4, :float8, :numeric, :money, :oid, :text, :varchar, :char, :citext, :uuid, :bytea, :date, :time, :timetz,
  :timestamp, :timestamptz, :interval, :json, :jsonb, :inet, :cidr, :macaddr, :bit, :varbit, :point, :circle, :tsvector, :range, :xml, :mood, :pair,
  :amount, :document
)
RETURNING *;

/* @name InsertArrays */ -- :one
INSERT INTO arrays VALUES (
  :bool, :int4, :int8, :float8, :numeric, :text, :uuid, :bytea, :date, :timestamptz, :interval, :json, :jsonb, :bit, :mood, :amount, :moodNull, :int8Null
)
RETURNING *;

/* @name InsertNullables */ -- :one
INSERT INTO nullables VALUES (:int8, :date, :interval, :jsonb, :mood, :bytea) RETURNING *;

/* @name BulkInsertNullables */ -- :many
INSERT INTO nullables (c_int8, c_jsonb, c_mood)
SELECT i, j, m FROM unnest(:ints::bigint[], :documents::jsonb[], :moods::mood[]) AS rows (i, j, m)
RETURNING c_int8, c_jsonb, c_mood;
