-- name: ListEmbedded :many
SELECT sqlc.embed(parcel_params), sqlc.embed(parcels) FROM parcel_params JOIN parcels ON parcels.id = parcel_params.id WHERE ref = @ref OR sqlc.narg(code)::code = code;
