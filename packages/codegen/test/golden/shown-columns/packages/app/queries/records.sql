/* @name Choose */ -- :many
SELECT coalesce(newer.payload, older.payload) AS payload, nullif(older.slug, '') AS slug,
  CASE WHEN older.id > 1 THEN older.payload END AS "second"
FROM records AS older LEFT JOIN records AS newer ON newer.id = older.id + 1
ORDER BY older.id;

/* @name Grouped */ -- :many
SELECT grp, max(slug) AS slug, array_agg(payload ORDER BY id) AS payloads,
  array_agg(payload) FILTER (WHERE id > 1) AS others, array_agg(slug ORDER BY id) AS slugs,
  (SELECT inner_one.payload FROM records AS inner_one WHERE inner_one.id = 2) AS "second"
FROM records GROUP BY grp ORDER BY grp;

/* @name Combined */ -- :many
SELECT payload FROM records UNION ALL SELECT NULL;

/* @name Lagging */ -- :many
SELECT lag(payload) OVER (ORDER BY id) FROM records ORDER BY id;

/* @name ListDrafts */ -- :many
SELECT * FROM drafts ORDER BY id;

/* @name ListLatest */ -- :many
SELECT * FROM latest ORDER BY grp;

/* @name ListLabels */ -- :many
SELECT * FROM labels ORDER BY id;

/* @name CreateDraft */ -- :exec
INSERT INTO drafts (id, grp, payload, slug) VALUES (:id, 0, :payload, :slug);

/* @name CreateRecord */ -- :exec
INSERT INTO records (id, grp, payload, slug) SELECT :id, 1, (SELECT :payload::jsonb), nullif(:slug::varchar, '');

/* @name Whole */ -- :many
-- A row as one value has no overrides, and neither has what is made of a column.
SELECT r AS record, jsonb_agg(r.payload) AS payloads, coalesce(max(r.slug), 'none') AS slug FROM records AS r GROUP BY r ORDER BY r;

/* @name Either */ -- :many
SELECT
  -- @if plain
  payload
  -- @else
  coalesce(payload, NULL)
  -- @end
  AS payload
FROM records ORDER BY id;
