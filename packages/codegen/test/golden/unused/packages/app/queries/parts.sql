/* @name ListParts */ -- :many
SELECT id, row_kind FROM parts WHERE arg = :arg AND arr = ANY(:arr::kept_by_array_argument[]) AND never IS NULL;

/* @name ListScalars */ -- :many
SELECT scalar FROM parts;
