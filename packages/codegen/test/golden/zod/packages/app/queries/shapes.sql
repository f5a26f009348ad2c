/* @name InsertShape */ -- :one
INSERT INTO shapes VALUES (:id, :parcel, :parcels, :grid, :words, :kept, :boxes, :span, :spans) RETURNING *;

/* @name ListParcels */ -- :many
SELECT parcel, (parcel).size AS size, (parcel).label AS label FROM shapes;

/* @name ListRows */ -- :many
SELECT s AS shape, ARRAY(SELECT id FROM shapes) AS ids FROM shapes s;

/* @name FindShapes */ -- :many
SELECT id FROM shapes WHERE (parcel).size = :size::dimensions AND id = ANY(:ids::int8[]);
