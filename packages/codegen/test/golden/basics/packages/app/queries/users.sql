/* All about users. */

/* @name GetUser */ -- :one
-- The user with this id.
--
-- Null when there is none: `${no}` template and `*/` no end.
SELECT * FROM users WHERE id = :id;

/* @name ListUsers */ -- :many
-- Users of a status, or all of them.
SELECT id, email, bio FROM users
WHERE (:status::user_status IS NULL OR status = :status) -- both
ORDER BY email;

/* @name CreateUser */ -- :one
INSERT INTO users (email, bio, settings) VALUES (:email, :bio, :settings) RETURNING *;

/* @name RenameUser */ -- :execrows
UPDATE users SET email = :email WHERE id = :id;

/* @name DeleteUser */ -- :exec
DELETE FROM users WHERE id = :id;

/* @name CountUsers */ -- :one
SELECT count(*) FROM users;

/* @name ListEmails */ -- :many
SELECT email FROM users WHERE bio = E'back\\slash `tick` ${brace}';

/* @name GetBio */ -- :one
SELECT bio FROM users WHERE id = :id;

/* @name FindUsers */ -- :many
-- All parameters may be left out.
SELECT id, status FROM users WHERE email = coalesce(:email, email) AND bio IS NOT DISTINCT FROM :bio;
