/* @name RenameUser */ -- :execrows
UPDATE users SET name = coalesce(nullif(:name?, ''), name), age = :age! WHERE id = :id;

/* @name FindByAge */ -- :many
SELECT id FROM users WHERE age = :age? OR (:age IS NULL AND age IS NULL) ORDER BY id LIMIT :limit?;

/* @name HasDetail */ -- :many
-- The operators of jsonb have a blank before them.
SELECT id FROM users
WHERE details ? :key AND (:extra?::jsonb ?| :keys OR :extra ? 'x') AND details @> coalesce(:extra?, '{}')
ORDER BY id;
