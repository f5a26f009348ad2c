-- Up Migration

CREATE TABLE event_records (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  event_id text NOT NULL,
  name text NOT NULL,
  timestamp timestamptz NOT NULL DEFAULT now(),
  payload jsonb NOT NULL DEFAULT '{}',
  context jsonb NOT NULL DEFAULT '{}',
  source_context jsonb,
  source text NOT NULL DEFAULT 'trigger.dev',
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  environment_id uuid NOT NULL REFERENCES runtime_environments (id) ON DELETE CASCADE,
  project_id uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  external_account_id uuid REFERENCES external_accounts (id) ON DELETE SET NULL,
  deliver_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz,
  cancelled_at timestamptz,
  failed_at timestamptz,
  failure text,
  is_test boolean NOT NULL DEFAULT false,
  internal boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT event_records_event_id_environment_id_key UNIQUE (event_id, environment_id)
);
COMMENT ON COLUMN event_records.id IS 'UUID v7: the order of ids is the order of creation.';
COMMENT ON COLUMN event_records.event_id IS 'The id that the sender chose: an event with the same id is accepted once per environment.';
COMMENT ON COLUMN event_records.delivered_at IS 'When the event was matched and at least one dispatcher invoked.';
COMMENT ON COLUMN event_records.failed_at IS 'When the delivery, or the invocation of one of the dispatchers, was given up; failure says why.';
CREATE INDEX event_records_environment_id_id_idx ON event_records (environment_id, id DESC);
CREATE INDEX event_records_organization_id_idx ON event_records (organization_id);
CREATE INDEX event_records_project_id_idx ON event_records (project_id);
CREATE INDEX event_records_external_account_id_idx ON event_records (external_account_id) WHERE external_account_id IS NOT NULL;

CREATE TABLE event_dispatchers (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  event text[] NOT NULL,
  source text NOT NULL,
  payload_filter jsonb,
  context_filter jsonb,
  manual boolean NOT NULL DEFAULT false,
  dispatchable_id text NOT NULL,
  dispatchable jsonb NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  external_account_id uuid REFERENCES external_accounts (id) ON DELETE CASCADE,
  environment_id uuid NOT NULL REFERENCES runtime_environments (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT event_dispatchers_environment_id_dispatchable_id_key UNIQUE (environment_id, dispatchable_id)
);
COMMENT ON COLUMN event_dispatchers.event IS 'Event names it listens to, exact.';
COMMENT ON COLUMN event_dispatchers.manual IS 'True where something other than a sent event invokes it (schedules).';
CREATE INDEX event_dispatchers_environment_id_source_idx ON event_dispatchers (environment_id, source) WHERE enabled AND NOT manual;
CREATE INDEX event_dispatchers_event_idx ON event_dispatchers USING gin (event) WITH (fastupdate = off) WHERE enabled AND NOT manual;
CREATE INDEX event_dispatchers_external_account_id_idx ON event_dispatchers (external_account_id) WHERE external_account_id IS NOT NULL;

CREATE TRIGGER set_updated_at BEFORE UPDATE ON event_records FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER set_updated_at BEFORE UPDATE ON event_dispatchers FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Down Migration

DROP TABLE event_dispatchers;
DROP TABLE event_records;
