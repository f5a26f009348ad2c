/* @name CreateValibot */ -- :one
INSERT INTO valibot (id, written, read, "both") VALUES (:id, :written, :read, :both) RETURNING *;

/* @name GetValibot */ -- :one
SELECT * FROM valibot WHERE id = :id;

/* @name CopyValibot */ -- :copyfrom
INSERT INTO valibot (id, written, "both") VALUES (:id, :written, :both);

/* @name BelieveValibot */ -- :exec
-- One column believes what it holds, the other one's schema has to see it.
INSERT INTO valibot (id, believed, written) VALUES (:id, :document, :document);
