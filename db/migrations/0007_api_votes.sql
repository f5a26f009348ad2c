-- Up Migration

CREATE TABLE api_integration_votes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  api_identifier text NOT NULL CHECK (char_length(api_identifier) BETWEEN 1 AND 500),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT api_integration_votes_api_identifier_user_id_key UNIQUE (api_identifier, user_id)
);
COMMENT ON TABLE api_integration_votes IS 'Who would like to have which API integration.';
COMMENT ON COLUMN api_integration_votes.api_identifier IS 'Free text: an API that nobody has listed yet can be voted for.';
CREATE INDEX api_integration_votes_user_id_id_idx ON api_integration_votes (user_id, id);
-- A second vote that meets the first one in a race is an update that changes nothing: it must not look like a change.
CREATE TRIGGER set_updated_at BEFORE UPDATE ON api_integration_votes FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION set_updated_at();

-- Down Migration

DROP TABLE api_integration_votes;
