/* @name Suppressed */ -- :many
-- The teams of a page.
-- vet: disable=no-offset there are never more than three pages
SELECT id FROM teams ORDER BY id LIMIT :limit OFFSET :skip;

/* @name TwoAtOnce */ -- :many
-- vet: disable=no-offset,no-seq-scan a nightly export, page by page
SELECT id FROM teams ORDER BY color LIMIT :limit OFFSET :skip;

/* @name InsideTheStatement */ -- :many
SELECT id
FROM teams
-- vet: disable=no-seq-scan an export
ORDER BY name;

/* @name NothingToSuppress */ -- :one
-- vet: disable=no-seq-scan because it was slow once
SELECT name FROM teams WHERE id = :id;

/* @name OnlyOneOfTwo */ -- :many
-- vet: disable=no-seq-scan,no-offset an export
SELECT id FROM teams ORDER BY name;

/* @name RuleThatIsOff */ -- :one
-- vet: disable=no-select-star in case it is switched on
SELECT * FROM teams WHERE id = :id;

/* @name NoSuchRule */ -- :many
-- vet: disable=no-ofset,no-seq-scan an export
SELECT id FROM teams ORDER BY name;

/* @name NoReason */ -- :many
-- vet: disable=no-seq-scan
SELECT id FROM teams ORDER BY name;

/* @name NoDirective */ -- :one
-- vet: dissable=no-seq-scan an export
SELECT id FROM teams WHERE id = :id;

/* @name SqlcDisablesAll */ -- :many
-- @sqlc-vet-disable
SELECT id FROM teams ORDER BY name LIMIT :limit OFFSET :skip;

/* @name SqlcDisablesSome */ -- :many
-- @sqlc-vet-disable sqlc/db-prepare no-seq-scan
SELECT id FROM teams ORDER BY name LIMIT :limit OFFSET :skip;

/* @name OnlyAString */ -- :one
SELECT '-- vet: disable=nonsense' AS text FROM teams WHERE id = :id;
