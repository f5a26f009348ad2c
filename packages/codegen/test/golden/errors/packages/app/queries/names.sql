/* @name ListUsers */ -- :many
SELECT id FROM users;

/* @name import */ -- :many
SELECT id FROM users;
