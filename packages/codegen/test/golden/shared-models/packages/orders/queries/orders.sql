/* @name CreateOrder */ -- :one
INSERT INTO orders (id, total) VALUES (:id, :total) RETURNING *;

/* @name ListByState */ -- :many
SELECT id FROM orders WHERE state = :state ORDER BY id;
