-- Up Migration
CREATE TABLE events (id bigint PRIMARY KEY, "timestamp" timestamptz NOT NULL, "order" int, "camelCase" text, "with space" text, old_one text);
ALTER TABLE events DROP COLUMN old_one;
CREATE TABLE notes (note_id bigint PRIMARY KEY, event_id bigint NOT NULL REFERENCES events (id), body text NOT NULL);
CREATE VIEW event_notes AS SELECT e.id, n.body FROM events e LEFT JOIN notes n ON n.event_id = e.id;
-- Down Migration
DROP VIEW event_notes;
DROP TABLE notes;
DROP TABLE events;
