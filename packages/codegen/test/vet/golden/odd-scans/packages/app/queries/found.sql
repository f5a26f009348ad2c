/* @name OtherExpression */ -- :many
SELECT id FROM users WHERE upper(email) = :email;

/* @name GinCannotAny */ -- :many
SELECT id FROM users WHERE :tag = ANY(tags);

/* @name GinCannotArrow */ -- :many
SELECT id FROM users WHERE doc ->> 'a' = :a;

/* @name HashCannotRange */ -- :many
SELECT id FROM users WHERE age > :age;

/* @name ColumnIsConverted */ -- :many
SELECT id FROM users WHERE at::date = :day;

/* @name ColumnIsConvertedUnseen */ -- :many
SELECT id FROM users WHERE id = :score::numeric;

/* @name PartialIsNotImplied */ -- :many
SELECT id FROM users WHERE org = :org;

/* @name AnyPattern */ -- :many
SELECT id FROM users WHERE name LIKE :pattern;

/* @name SecondColumn */ -- :many
SELECT c FROM pairs WHERE b = :b;

/* @name OneSideOfOr */ -- :many
SELECT id FROM users WHERE id = :id OR born::text = :born;

/* @name OneSideOfUnion */ -- :many
SELECT id FROM users WHERE id = :id UNION SELECT a FROM pairs WHERE c = :c;

/* @name ChildHasNoIndex */ -- :many
SELECT id FROM animals WHERE id = :id;

/* @name SortedBeforeLimit */ -- :many
SELECT id FROM users ORDER BY email LIMIT 10;

/* @name ThroughView */ -- :many
SELECT name FROM user_names ORDER BY name;

/* @name NotTheSmallOne */ -- :many
SELECT name FROM small;

/* @name Everything */ -- :exec
-- One error is enough.
UPDATE users SET name = 'x';

/* @name EverythingOfView */ -- :exec
DELETE FROM user_names;

/* @name JoinOnly */ -- :exec
UPDATE users SET name = p.c::text FROM pairs p WHERE p.a = users.org;
