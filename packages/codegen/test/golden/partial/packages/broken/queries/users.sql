/* @name ListIds */ -- :many
SELECT id FROM user;
