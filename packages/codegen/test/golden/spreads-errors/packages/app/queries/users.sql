/* @name ListElsewhere @param ids -> (...) */ -- :many
SELECT id FROM users WHERE id = ANY (:ids);

/* @name ListInParentheses @param ids -> (...) */ -- :many
SELECT id FROM users WHERE id IN (:ids);

/* @name Unused @param ids -> (...) */ -- :many
SELECT id FROM users;

/* @name Twice @param ids -> (...) @param ids -> (...) */ -- :many
SELECT id FROM users WHERE id IN :ids;

/* @name Neither @param ids -> ... */ -- :many
SELECT id FROM users WHERE id IN :ids;

/* @name Unknown @params ids -> (...) */ -- :many
SELECT id FROM users WHERE id IN :ids;

/* @name Prose says what it does */ -- :many
SELECT id FROM users;

/* @param ids -> (...) @name Turned */ -- :many
SELECT id FROM users WHERE id IN :ids;

/* @name OptionalField @param user -> (name, age?) */ -- :exec
INSERT INTO users (name, age) VALUES :user;

/* @name NoField @param user -> () */ -- :exec
INSERT INTO users (name, age) VALUES :user;

/* @name FieldTwice @param user -> (name, name) */ -- :exec
INSERT INTO users (name, created_by) VALUES :user;

/* @name OptionalObject @param user -> (name) */ -- :exec
INSERT INTO users (name) VALUES :user?;

/* @name RowsElsewhere @param users -> ((name, age)...) */ -- :many
SELECT id FROM users WHERE (name, age) IN (VALUES :users);

/* @name RowsAmongOthers @param users -> ((name, age)...) */ -- :exec
INSERT INTO users (name, age) VALUES :users, ('x', 1);

/* @name RowsTwice @param users -> ((name)...) */ -- :exec
INSERT INTO users (name) VALUES :users ON CONFLICT (name) DO UPDATE SET name = :users;

/* @name OneOfMany @param users -> ((name)...) */ -- :one
INSERT INTO users (name) VALUES :users RETURNING id;

/* @name Copy @param user -> (name) */ -- :copyfrom
INSERT INTO users (name) VALUES :user;

/* @name Batch @param ids -> (...) */ -- :batchexec
DELETE FROM users WHERE id IN :ids;

/* @name TooFew @param user -> (name) */ -- :exec
INSERT INTO users (name, age) VALUES :user;

/* @name WrongType @param users -> ((name, age)...) */ -- :many
INSERT INTO users (name, mood) VALUES :users RETURNING nam;

/* @name BothMarks */ -- :many
SELECT id FROM users WHERE age = :age! OR age = :age?;

/* @name BothAtOnce */ -- :many
SELECT id FROM users WHERE age = :age!?;

/* @name Glued */ -- :many
SELECT id FROM users WHERE :doc?'x';

/* @name GluedToOperator */ -- :many
SELECT id FROM users WHERE :doc?| :keys;

/* @name GluedToName */ -- :many
SELECT :doc? key FROM users;

/* @name Merged @param users -> ((name, age)...) */ -- :exec
MERGE INTO users USING (SELECT 1 AS id) AS other ON users.id = other.id
WHEN NOT MATCHED THEN INSERT (name, age) VALUES :users;

/* @name RowsInFunction @param users -> ((name, age)...) */ -- :many
SELECT id FROM users WHERE (name, age) IN (('x', 1), :users);

/* @name OneInBranches @param users -> ((name)...) */ -- :one
INSERT INTO users (name) VALUES :users
-- @if ignore
ON CONFLICT DO NOTHING
-- @end
RETURNING id;

/* @name StrayObject @param user -> (name, age) */ -- :many
SELECT id FROM users WHERE (name, age) > :user
-- @if user
AND id > :id
-- @end
;

/* @name AlmostTheObject @param author -> (name, age) */ -- :many
SELECT id FROM users WHERE true
-- @if autor
AND (name, age) = :author
-- @end
;
