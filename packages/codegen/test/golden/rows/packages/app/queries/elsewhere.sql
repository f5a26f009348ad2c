/* @name FindPlaces
   @param places -> ((aisle, shelf)...) */ -- :many
SELECT aisle, shelf, label FROM places WHERE (aisle, shelf) IN (:places) ORDER BY aisle, shelf;

/* @name FindOtherPlaces
   @param places -> ((aisle, shelf)...) */ -- :many
SELECT aisle, shelf, label FROM places WHERE (aisle, shelf) NOT IN (:places) ORDER BY aisle, shelf;

/* @name FindShelves @param shelves -> ((shelf)...) */ -- :many
SELECT DISTINCT shelf FROM places WHERE shelf IN (:shelves) AND shelf = ANY (VALUES :shelves) ORDER BY shelf;

/* @name CountPlaces
   @param places -> ((aisle, shelf)...)
   @param size -> (width, height) */ -- :one
SELECT count(*) FROM places WHERE (aisle, shelf) IN (:places) AND ((size).width, (size).height) = :size;

/* @name RelabelPlaces
   @param changes -> ((aisle, shelf!, label)...) */ -- :many
-- What VALUES in FROM holds is text, unless something says otherwise.
UPDATE places SET label = coalesce(changes.label, :fallback)
FROM (VALUES :changes) AS changes (aisle, shelf, label)
WHERE places.aisle = changes.aisle::int AND places.shelf = changes.shelf
RETURNING places.aisle, changes.shelf, changes.label AS given;

/* @name CreatePlaces
   @param places -> ((aisle, shelf, size, tags, details)...) */ -- :many
WITH created AS (
  INSERT INTO places (aisle, shelf, size, tags, details) VALUES :places ON CONFLICT DO NOTHING RETURNING *
), moved AS (
  INSERT INTO moves (aisle, shelf, note) SELECT aisle, shelf, :note FROM created RETURNING id
)
SELECT created.*, (SELECT count(*) FROM moved) AS moves FROM created ORDER BY aisle, shelf;

/* @name MergePlaces
   @param places -> ((aisle, shelf, label)...) */ -- :execrows
MERGE INTO places USING (VALUES :places) AS given (aisle, shelf, label)
ON places.aisle = given.aisle::int AND places.shelf = given.shelf
WHEN MATCHED THEN UPDATE SET label = given.label
WHEN NOT MATCHED THEN INSERT (aisle, shelf, label) VALUES (given.aisle::int, given.shelf, given.label);

/* @name Echo @param pairs -> ((a!, b!)...) */ -- :many
VALUES :pairs ORDER BY column1;

/* @name EchoAll
   @param ones -> ((a!)...)
   @param others -> ((a!)...) */ -- :many
SELECT * FROM (VALUES :ones UNION ALL VALUES :others) AS t ORDER BY 1;

/* @name MayFindNone @param pairs -> ((a!)...) */ -- :many
-- Of no objects there is no row.
SELECT places.shelf, t.a, (SELECT u.a FROM (VALUES :pairs) AS u (a) LIMIT 1) AS first
FROM places LEFT JOIN (VALUES :pairs) AS t (a) ON true
ORDER BY 1, 2;

/* @name Single @param pairs -> ((a!, b!)...) */ -- :one
-- And of many, many.
SELECT t.b FROM (VALUES :pairs) AS t (a, b);
