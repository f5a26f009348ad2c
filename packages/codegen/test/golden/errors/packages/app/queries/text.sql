SELECT 1;

/* @name NoCardinality */
SELECT 1 AS one;

/* @name Unknown */ -- :lots
SELECT 1 AS one;

/* @name Inverted */ -- :many
SELECT id FROM users WHERE email !=:email AND bio = :bio!='x';

/* @name Quoted */ -- :many
SELECT id AS "a:b" FROM users;

/* @name Dollars */ -- :many
SELECT $$a$$ AS a, :p::int AS p, $$b$$ AS b;

/* @name Slice */ -- :many
SELECT (ARRAY[1, 2])[1: n] AS a FROM (SELECT 1 AS n) n;

/* @name GetUser */ -- :one
SELECT id FROM users;

/* @name getUser */ -- :one
SELECT email FROM users;

/* @name Delete */ -- :exec
DELETE FROM users WHERE id = $1;

/* @name With Words */ -- :exec
DELETE FROM users;

-- a comment where pgtyped has no place for one

/* @name Spread
   @param ids -> ids */ -- :many
SELECT 1 AS one FROM users WHERE id IN :ids;

/* @name Unfinished */ -- :one
SELECT 1 AS one
