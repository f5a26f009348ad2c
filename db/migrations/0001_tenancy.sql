-- Up Migration

CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at = now();
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION set_updated_at() IS 'Keeps updated_at true on every table that has it.';

CREATE TYPE org_member_role AS ENUM ('ADMIN', 'MEMBER');
CREATE TYPE runtime_environment_type AS ENUM ('PRODUCTION', 'STAGING', 'DEVELOPMENT', 'PREVIEW');

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE,
  name text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE users IS 'People who own or work in organizations.';

CREATE TABLE organizations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug text NOT NULL UNIQUE,
  title text NOT NULL,
  maximum_execution_time_per_run_in_ms integer NOT NULL DEFAULT 900000 CHECK (maximum_execution_time_per_run_in_ms > 0),
  runs_enabled boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN organizations.maximum_execution_time_per_run_in_ms IS 'Total time a run may spend executing before it is TIMED_OUT, in milliseconds.';
COMMENT ON COLUMN organizations.runs_enabled IS 'When false, no new run is created for the organization.';

CREATE TABLE org_members (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role org_member_role NOT NULL DEFAULT 'MEMBER',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, user_id)
);
CREATE INDEX org_members_user_id_idx ON org_members (user_id);

CREATE TABLE projects (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX projects_organization_id_idx ON projects (organization_id);

CREATE TABLE runtime_environments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug text NOT NULL,
  type runtime_environment_type NOT NULL DEFAULT 'DEVELOPMENT',
  api_key_hash bytea NOT NULL UNIQUE,
  api_key_encrypted text NOT NULL,
  pk_api_key_hash bytea NOT NULL UNIQUE,
  pk_api_key_encrypted text NOT NULL,
  shortcode text NOT NULL,
  auto_enable_internal_sources boolean NOT NULL DEFAULT true,
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  project_id uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  org_member_id uuid REFERENCES org_members (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (project_id, slug, org_member_id),
  UNIQUE (project_id, shortcode)
);
-- Only shared environments exist once per project: those of members who left stay, without a member, side by side.
CREATE UNIQUE INDEX runtime_environments_shared_key ON runtime_environments (project_id, slug) WHERE type <> 'DEVELOPMENT';
COMMENT ON COLUMN runtime_environments.api_key_hash IS 'SHA-256 of the private API key: how a request is authenticated.';
COMMENT ON COLUMN runtime_environments.api_key_encrypted IS 'The private API key, AES-256-GCM: it signs the calls to the endpoint.';
COMMENT ON COLUMN runtime_environments.auto_enable_internal_sources IS 'Whether schedules start by themselves; false for DEVELOPMENT.';
CREATE INDEX runtime_environments_organization_id_idx ON runtime_environments (organization_id);
CREATE INDEX runtime_environments_org_member_id_idx ON runtime_environments (org_member_id);

CREATE VIEW environment_details AS
SELECT
  e.id, e.slug, e.type, e.api_key_hash, e.api_key_encrypted, e.pk_api_key_hash, e.pk_api_key_encrypted, e.shortcode,
  e.auto_enable_internal_sources, e.organization_id, e.project_id, e.org_member_id, e.created_at, e.updated_at,
  o.slug AS organization_slug, o.title AS organization_title,
  o.maximum_execution_time_per_run_in_ms, o.runs_enabled,
  o.created_at AS organization_created_at, o.updated_at AS organization_updated_at,
  p.slug AS project_slug, p.name AS project_name,
  p.created_at AS project_created_at, p.updated_at AS project_updated_at,
  m.user_id
FROM runtime_environments e
JOIN organizations o ON o.id = e.organization_id
JOIN projects p ON p.id = e.project_id
LEFT JOIN org_members m ON m.id = e.org_member_id;
COMMENT ON VIEW environment_details IS 'An environment with its organization, its project and the user it belongs to: what a request acts for.';

CREATE TABLE external_accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  identifier text NOT NULL,
  metadata jsonb,
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  environment_id uuid NOT NULL REFERENCES runtime_environments (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (environment_id, identifier)
);
COMMENT ON COLUMN external_accounts.identifier IS 'The accountId that the SDK user chose.';
CREATE INDEX external_accounts_organization_id_idx ON external_accounts (organization_id);

CREATE TRIGGER set_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON organizations FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON org_members FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON runtime_environments FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON external_accounts FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Down Migration

DROP TABLE external_accounts;
DROP VIEW environment_details;
DROP TABLE runtime_environments;
DROP TABLE projects;
DROP TABLE org_members;
DROP TABLE organizations;
DROP TABLE users;
DROP TYPE runtime_environment_type;
DROP TYPE org_member_role;
DROP FUNCTION set_updated_at();
