-- Up Migration

CREATE TYPE endpoint_index_source AS ENUM ('MANUAL', 'API', 'INTERNAL', 'HOOK');
CREATE TYPE endpoint_index_status AS ENUM ('PENDING', 'STARTED', 'SUCCESS', 'FAILURE');

CREATE TABLE endpoints (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug varchar(100) NOT NULL,
  url text NOT NULL,
  indexing_hook_identifier varchar(10) NOT NULL,
  version text NOT NULL DEFAULT 'unknown',
  sdk_version text NOT NULL DEFAULT 'unknown',
  -- no foreign key: indexes are purged, what they registered stays
  index_id uuid,
  indexed_at timestamptz,
  environment_id uuid NOT NULL REFERENCES runtime_environments (id) ON DELETE CASCADE,
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  project_id uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (environment_id, slug)
);
COMMENT ON COLUMN endpoints.slug IS 'The id of the TriggerClient in the user''s code.';
COMMENT ON COLUMN endpoints.version IS 'Protocol version of the trigger-version header the endpoint last answered with.';
COMMENT ON COLUMN endpoints.index_id IS 'The index in force: only its registrations may still be carried out.';
COMMENT ON COLUMN endpoints.indexed_at IS 'When the fetch of the index in force began: an answer fetched earlier never replaces it.';
CREATE INDEX endpoints_organization_id_idx ON endpoints (organization_id);
CREATE INDEX endpoints_project_id_idx ON endpoints (project_id);

CREATE TABLE endpoint_indexes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  endpoint_id uuid NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
  status endpoint_index_status NOT NULL DEFAULT 'PENDING',
  stats jsonb,
  data jsonb,
  error jsonb,
  pending_registrations text[] NOT NULL DEFAULT '{}',
  source endpoint_index_source NOT NULL DEFAULT 'MANUAL',
  source_data jsonb,
  reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN endpoint_indexes.pending_registrations IS 'Registrations not settled yet, as slug@version; the index becomes SUCCESS when the last one is.';
CREATE INDEX endpoint_indexes_endpoint_id_created_at_idx ON endpoint_indexes (endpoint_id, created_at DESC);
CREATE INDEX endpoint_indexes_created_at_idx ON endpoint_indexes (created_at);

CREATE TRIGGER set_updated_at BEFORE UPDATE ON endpoints FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON endpoint_indexes FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Down Migration

DROP TABLE endpoint_indexes;
DROP TABLE endpoints;
DROP TYPE endpoint_index_status;
DROP TYPE endpoint_index_source;
