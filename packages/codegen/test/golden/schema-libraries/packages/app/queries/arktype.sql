/* @name CreateArktype */ -- :one
INSERT INTO arktype (id, written, read, "both") VALUES (:id, :written, :read, :both) RETURNING *;

/* @name GetArktype */ -- :one
SELECT * FROM arktype WHERE id = :id;

/* @name CopyArktype */ -- :copyfrom
INSERT INTO arktype (id, written, "both") VALUES (:id, :written, :both);

/* @name BelieveArktype */ -- :exec
-- One column believes what it holds, the other one's schema has to see it.
INSERT INTO arktype (id, believed, written) VALUES (:id, :document, :document);
