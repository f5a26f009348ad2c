/* @name ListIds */ -- :many
SELECT id FROM users;
