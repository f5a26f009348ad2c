/* @name FindUsers
   @param ids -> (...) */ -- :many
SELECT id, name FROM users WHERE id IN :ids ORDER BY id;

/* @name FindOtherUsers
   @param names -> (...)
   @param ids -> (...) */ -- :many
SELECT id, name FROM users WHERE lower(name) NOT IN :names! AND (id NOT IN :ids OR id = :self) ORDER BY id;

/* @name CreateUser
   @param user -> (name!, age, details, createdBy)
*/ -- :one
INSERT INTO users (name, age, details, created_by) VALUES :user RETURNING id;

/* @name MoveUser @param from->(name, age,) @param to -> (name, age) */ -- :execrows
UPDATE users SET (name, age) = :to WHERE (name, age) = :from AND created_by = :by;

/*
  @name CreateUsers
  @param users -> ((name!, age, tags, mood, pair, details)...)
*/ -- :many
-- Many users at once; the rows come back in any order.
INSERT INTO users (name, age, tags, mood, pair, details) VALUES :users RETURNING *;

/* @name MergeUsers @param users -> ((name, age)...) */ -- :execrows
WITH author AS (SELECT :by::text AS name)
INSERT INTO users AS known (name, age)
VALUES :users -- as many as there are
ON CONFLICT (name) DO UPDATE SET age = coalesce(excluded.age, :age), created_by = (SELECT author.name FROM author);

/* @name CreateNames @param names -> ((name)...) */ -- :many
INSERT INTO users (name) VALUES :names ON CONFLICT DO NOTHING RETURNING name;

/* @name ListUsers @param ids -> (...) */ -- :many
SELECT id, name FROM users
WHERE true
  -- @if named
  AND name LIKE :pattern
  -- @end
  -- @if ids
  AND id IN :ids
  -- @end
ORDER BY id;
