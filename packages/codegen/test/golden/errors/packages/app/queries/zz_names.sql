/* @name listUsers */ -- :many
SELECT id FROM users;
