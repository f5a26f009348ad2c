/* @name GetEnvironmentByApiKeyHash */ -- :one
-- The environment a private key belongs to, with its organization, its project and its user.
SELECT
  e.id, e.slug, e.type, e.api_key_encrypted, e.pk_api_key_encrypted, e.shortcode, e.auto_enable_internal_sources,
  e.organization_id, e.project_id, e.org_member_id, e.created_at, e.updated_at,
  o.slug AS organization_slug, o.title AS organization_title,
  o.maximum_execution_time_per_run_in_ms, o.runs_enabled,
  o.created_at AS organization_created_at, o.updated_at AS organization_updated_at,
  p.slug AS project_slug, p.name AS project_name,
  p.created_at AS project_created_at, p.updated_at AS project_updated_at,
  m.user_id
FROM runtime_environments e
JOIN organizations o ON o.id = e.organization_id
JOIN projects p ON p.id = e.project_id
LEFT JOIN org_members m ON m.id = e.org_member_id
WHERE e.api_key_hash = :apiKeyHash;

/* @name GetEnvironmentByPkApiKeyHash */ -- :one
-- The environment a public key belongs to, with its organization, its project and its user.
SELECT
  e.id, e.slug, e.type, e.api_key_encrypted, e.pk_api_key_encrypted, e.shortcode, e.auto_enable_internal_sources,
  e.organization_id, e.project_id, e.org_member_id, e.created_at, e.updated_at,
  o.slug AS organization_slug, o.title AS organization_title,
  o.maximum_execution_time_per_run_in_ms, o.runs_enabled,
  o.created_at AS organization_created_at, o.updated_at AS organization_updated_at,
  p.slug AS project_slug, p.name AS project_name,
  p.created_at AS project_created_at, p.updated_at AS project_updated_at,
  m.user_id
FROM runtime_environments e
JOIN organizations o ON o.id = e.organization_id
JOIN projects p ON p.id = e.project_id
LEFT JOIN org_members m ON m.id = e.org_member_id
WHERE e.pk_api_key_hash = :pkApiKeyHash;
