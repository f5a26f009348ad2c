CREATE TABLE records (
  id integer PRIMARY KEY,
  grp integer NOT NULL,
  payload jsonb NOT NULL,
  slug varchar(20)
);
CREATE VIEW drafts AS SELECT id, grp, payload, slug FROM records WHERE grp = 0;
CREATE VIEW latest AS SELECT grp, max(slug) AS slug, coalesce(any_value(payload), NULL) AS payload, array_agg(payload) AS all
FROM records GROUP BY grp;
CREATE VIEW labels AS SELECT id, slug AS name FROM records;
