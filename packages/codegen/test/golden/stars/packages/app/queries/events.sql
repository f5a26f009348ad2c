/* @name GetEvent */ -- :one
SELECT * FROM events WHERE id = :id;

/* @name ListEventsWithNotes */ -- :many
SELECT e.*, n.*, e.id * 2 AS twice FROM events AS e JOIN notes AS n ON n.event_id = e.id;

/* @name ListEventsWithOptionalNotes */ -- :many
SELECT n.*, "E".* FROM events AS "E" LEFT JOIN notes n ON n.event_id = "E".id;

/* @name ListDistinct */ -- :many
SELECT DISTINCT ON (e.id, (e."order" * 2)) e.*, e."order" IS DISTINCT FROM 3 AS other FROM public.events e;

/* @name ListBoth */ -- :many
(SELECT * FROM notes ORDER BY note_id) UNION ALL SELECT n.* FROM notes n ORDER BY 1;

/* @name TouchEvents */ -- :many
WITH changed AS (
  UPDATE events SET "order" = coalesce("order", 0) + 1 WHERE id = ANY(:ids::bigint[]) RETURNING *
)
SELECT * FROM changed;

/* @name DeleteNotes */ -- :many
DELETE FROM notes USING events e WHERE e.id = notes.event_id RETURNING notes.*, e."order";

/* @name ListEventNotes */ -- :many
SELECT * FROM event_notes;

/* @name CountStars */ -- :one
SELECT count(*), sum(id * 2) AS total FROM events;
