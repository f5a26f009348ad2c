/* @name ListPlaces
   @param from -> (aisle, shelf)
   @param places -> ((aisle, shelf)...)
   @param limits -> (aisle) */ -- :many
SELECT aisle, shelf, label FROM places
WHERE true
  -- @if from
  AND (aisle, shelf) >= :from
  -- @end
  -- @if places
  AND (aisle, shelf) IN (:places)
  -- @end
  -- @if limited
  AND aisle < :limits
  -- @end
ORDER BY aisle, shelf;

/* @name SavePlaces
   @param places -> ((aisle, shelf, label, tags, details)...) */ -- :execrows
INSERT INTO places (aisle, shelf, label, tags, details) VALUES :places
-- @if overwrite
ON CONFLICT (aisle, shelf) DO UPDATE SET label = excluded.label
-- @end
;

/* @name MovePlace
   @param from -> (aisle, shelf)
   @param to -> (aisle, shelf)
   @param change -> (label, details) */ -- :execrows
UPDATE places SET (aisle, shelf) = :to
  -- @if change
  , (label, details) = :change
  -- @end
WHERE (aisle, shelf) = :from;
