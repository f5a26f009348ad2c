-- Up Migration

CREATE TYPE job_start_position AS ENUM ('INITIAL', 'LATEST');
CREATE TYPE job_version_status AS ENUM ('ACTIVE', 'DISABLED');

CREATE TABLE jobs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug varchar(255) NOT NULL,
  title varchar(500) NOT NULL,
  internal boolean NOT NULL DEFAULT false,
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  project_id uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  deleted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (project_id, slug)
);
COMMENT ON TABLE jobs IS 'A job belongs to a project; its versions belong to an environment.';
CREATE INDEX jobs_organization_id_idx ON jobs (organization_id);

CREATE TABLE job_queues (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(255) NOT NULL,
  environment_id uuid NOT NULL REFERENCES runtime_environments (id) ON DELETE CASCADE,
  job_count integer NOT NULL DEFAULT 0,
  max_jobs integer NOT NULL DEFAULT 100,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (environment_id, name)
);

CREATE TABLE job_versions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  version varchar(100) NOT NULL,
  event_specification jsonb NOT NULL,
  properties jsonb,
  endpoint_id uuid NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
  environment_id uuid NOT NULL REFERENCES runtime_environments (id) ON DELETE CASCADE,
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  project_id uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  -- NO ACTION, not RESTRICT: the same protection, checked when the statement ends, so that deleting an environment works
  queue_id uuid NOT NULL REFERENCES job_queues (id) ON DELETE NO ACTION,
  start_position job_start_position NOT NULL DEFAULT 'INITIAL',
  preprocess_runs boolean NOT NULL DEFAULT false,
  status job_version_status NOT NULL DEFAULT 'ACTIVE',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (job_id, version, environment_id)
);
CREATE INDEX job_versions_environment_id_idx ON job_versions (environment_id);
CREATE INDEX job_versions_endpoint_id_idx ON job_versions (endpoint_id);
CREATE INDEX job_versions_organization_id_idx ON job_versions (organization_id);
CREATE INDEX job_versions_project_id_idx ON job_versions (project_id);
CREATE INDEX job_versions_queue_id_idx ON job_versions (queue_id);

CREATE TABLE job_aliases (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  version_id uuid NOT NULL REFERENCES job_versions (id) ON DELETE CASCADE,
  environment_id uuid NOT NULL REFERENCES runtime_environments (id) ON DELETE CASCADE,
  name varchar(100) NOT NULL DEFAULT 'latest',
  value varchar(100) NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (job_id, environment_id, name)
);
CREATE INDEX job_aliases_version_id_idx ON job_aliases (version_id);
CREATE INDEX job_aliases_environment_id_idx ON job_aliases (environment_id);

CREATE TABLE event_examples (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  job_version_id uuid NOT NULL REFERENCES job_versions (id) ON DELETE CASCADE,
  slug varchar(255) NOT NULL,
  name varchar(500) NOT NULL,
  icon varchar(255),
  payload jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (job_version_id, slug)
);

CREATE TRIGGER set_updated_at BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON job_queues FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON job_versions FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON job_aliases FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON event_examples FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Down Migration

DROP TABLE event_examples;
DROP TABLE job_aliases;
DROP TABLE job_versions;
DROP TABLE job_queues;
DROP TABLE jobs;
DROP TYPE job_version_status;
DROP TYPE job_start_position;
