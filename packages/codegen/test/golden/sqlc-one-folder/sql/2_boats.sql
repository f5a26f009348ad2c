-- name: GetBoat :one
SELECT * FROM yard.boats WHERE id = $1;

-- Who owns what. Not the documentation of the query below.
CREATE TABLE owners (id int PRIMARY KEY, boat_id int NOT NULL REFERENCES yard.boats (id));

-- Boats with their owners.
-- name: ListOwned :many
SELECT sqlc.embed(boats), sqlc.embed(o) FROM yard.boats JOIN owners o ON o.boat_id = boats.id
WHERE boats.name <> sqlc.arg('not this one') AND (o.id, boats.name) > (sqlc.arg('last-id'), @last_name);

-- name: PageOwners :many
SELECT * FROM owners WHERE (boat_id, id) > ($1, $2) ORDER BY boat_id, id LIMIT $3;

-- name: MoorBoat :one
SELECT place FROM yard.moor(hours => $1, boat => $2);

-- name: RenameBoats :execrows
UPDATE yard.boats SET name = @name WHERE name = $1 AND id IN (sqlc.slice(ids)) AND "keel-depth" < $2;
