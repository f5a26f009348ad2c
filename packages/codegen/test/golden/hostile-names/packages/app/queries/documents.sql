-- name: ListDocuments :many
SELECT * FROM documents WHERE true
-- @if id
  AND id = @id
-- @end
ORDER BY id;

-- name: ListParts :many
SELECT here, there, raw FROM documents;

-- name: ListQueries :many
SELECT queries FROM documents;

-- name: ListModules :many
SELECT module FROM documents;

-- name: AddDocument :exec
INSERT INTO documents VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: CopyDocuments :copyfrom
INSERT INTO documents (id, json, there) VALUES ($1, $2, $3);
