/* @name CreateTask */ -- :one
INSERT INTO tasks VALUES (:id, :taskState, :name, :size, :payload, :key, :ref) RETURNING *;
