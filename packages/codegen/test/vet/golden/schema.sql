-- The schema of all cases. What is not indexed is not indexed on purpose: members.invited_by, notes.member_id, badges.team_id, invites.team_id.
CREATE TABLE teams (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  color text,
  status text NOT NULL DEFAULT 'open',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX teams_created ON teams (created_at);
CREATE INDEX teams_pending ON teams (id) WHERE status = 'pending';
CREATE TABLE members (
  id bigint PRIMARY KEY,
  team_id bigint NOT NULL REFERENCES teams (id),
  email text NOT NULL UNIQUE,
  nick text,
  invited_by bigint REFERENCES members (id)
);
CREATE INDEX members_team ON members (team_id, nick);
CREATE TABLE notes (
  id bigint PRIMARY KEY,
  member_id bigint NOT NULL REFERENCES members (id),
  body text NOT NULL
);
CREATE INDEX notes_empty ON notes (member_id) WHERE body = '';
CREATE TABLE invites (email text NOT NULL, team_id bigint NOT NULL REFERENCES teams (id));
CREATE INDEX invites_email ON invites (email, team_id);
CREATE TABLE badges (team_id bigint NOT NULL REFERENCES teams (id), label text NOT NULL);
CREATE TABLE settings (key text PRIMARY KEY, value jsonb NOT NULL);
CREATE TABLE events (kind text NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE INDEX events_kind ON events (kind, at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
