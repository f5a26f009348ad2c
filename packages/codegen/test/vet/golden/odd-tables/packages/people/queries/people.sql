/* @name RenameThroughView */ -- :exec
-- The view is of a table that is the package's own; it reads another one.
UPDATE user_names SET name = :name WHERE id = :id;

/* @name RenameOther */ -- :exec
UPDATE other.teams SET name = :name WHERE id = :id;

/* @name EmptyOwn */ -- :exec
TRUNCATE TABLE users;
