/* @name MissingColumn */ -- :one
SELECT id FROM users WHERE id = :aParameterWithALongName AND emial = :x;

/* @name MissingTable */ -- :many
	SELECT '😀' AS smile, u.id FROM usres u;

/* @name Syntax */ -- :one
SELECT id FORM users;

/* @name WrongType */ -- :one
SELECT id FROM users WHERE status = 'unknown';

/* @name Untyped */ -- :one
SELECT jsonb_build_object('a', :first, 'b', :second::int) AS o;

/* @name TwoTypes */ -- :one
SELECT :x::int AS a, :x::text || 'y' AS b, lower(:x) AS c;

/* @name NoRows */ -- :one
UPDATE users SET bio = :bio;

/* @name NoRowsEither */ -- :many
TRUNCATE users;

/* @name Unnamed */ -- :many
SELECT id, email || 'x', 1 FROM users;

/* @name Twice */ -- :many
SELECT a.*, b.email FROM users a JOIN users b USING (id);

/* @name Detail */ -- :exec
INSERT INTO users (id, email) VALUES (:id);

/* @name StarInTable */ -- :many
TABLE users;

/* @name Multiple */ -- :many
SELECT * FROM users, users AS other;
