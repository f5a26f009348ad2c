/* @name GetMedium */ -- :one
SELECT * FROM media WHERE id = :id;

/* @name ListPeople */ -- :many
-- Everybody.
SELECT * FROM people;

/* @name ListBoxes */ -- :many
SELECT * FROM boxes WHERE color = :color;
