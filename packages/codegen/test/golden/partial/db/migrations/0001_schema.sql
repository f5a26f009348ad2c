-- Up Migration
CREATE TYPE user_status AS ENUM ('active', 'locked out', 'it''s gone');
COMMENT ON TYPE user_status IS 'Whether a user may sign in.';
CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE,
  bio text,
  status user_status NOT NULL DEFAULT 'active',
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE users IS 'People who can sign in.';
COMMENT ON COLUMN users.bio IS 'Free text, shown on the profile page.
May hold Markdown: `*/` is no problem.';
-- Down Migration
DROP TABLE users;
DROP TYPE user_status;
