/* @name GetPerson */ -- :one
SELECT * FROM people WHERE id = :id;
