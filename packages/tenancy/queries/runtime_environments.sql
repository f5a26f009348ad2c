/* @name CreateEnvironments */ -- :many
-- New environments of one project, in one statement; one whose shortcode is taken is left out of the result.
-- A DEVELOPMENT environment belongs to a member and starts no schedules by itself.
INSERT INTO runtime_environments (
  id, slug, type, api_key_hash, api_key_encrypted, pk_api_key_hash, pk_api_key_encrypted,
  shortcode, auto_enable_internal_sources, organization_id, project_id, org_member_id
)
SELECT
  n.id, n.slug, n.type, n.api_key_hash, n.api_key_encrypted, n.pk_api_key_hash, n.pk_api_key_encrypted,
  n.shortcode, n.type <> 'DEVELOPMENT', :organizationId, :projectId,
  CASE WHEN n.type = 'DEVELOPMENT' THEN :orgMemberId::uuid END
FROM unnest(
  :ids::uuid[], :slugs::text[], :types::runtime_environment_type[],
  :apiKeyHashes::bytea[], :encryptedApiKeys::text[], :pkApiKeyHashes::bytea[], :encryptedPkApiKeys::text[],
  :shortcodes::text[]
) AS n (id, slug, type, api_key_hash, api_key_encrypted, pk_api_key_hash, pk_api_key_encrypted, shortcode)
ON CONFLICT (project_id, shortcode) DO NOTHING
RETURNING id;

/* @name GetEnvironments */ -- :many
-- Environments, each with its organization, its project and the user it belongs to.
SELECT * FROM environment_details WHERE id = ANY(:ids::uuid[]) ORDER BY created_at, id;

/* @name GetEnvironmentIdBySlug */ -- :one
-- The oldest environment of a project with this slug: members may each have a "dev".
SELECT id
FROM runtime_environments
WHERE project_id = :projectId AND slug = :slug
ORDER BY created_at, id
LIMIT 1;

/* @name ListEnvironments */ -- :many
-- The environments of a project, oldest first, without their keys.
SELECT id, slug, type, shortcode, auto_enable_internal_sources, organization_id, project_id, org_member_id,
  created_at, updated_at
FROM runtime_environments
WHERE project_id = :projectId AND organization_id = :organizationId
ORDER BY created_at, id;

/* @name ReplaceEnvironmentKeys */ -- :one
-- Replaces both keys if the user may: a member of the organization, and of a DEVELOPMENT environment its owner.
UPDATE runtime_environments e
SET api_key_hash = :apiKeyHash,
    api_key_encrypted = :encryptedApiKey,
    pk_api_key_hash = :pkApiKeyHash,
    pk_api_key_encrypted = :encryptedPkApiKey
FROM org_members m
WHERE e.id = :id
  AND m.organization_id = e.organization_id
  AND m.user_id = :userId
  AND (e.type <> 'DEVELOPMENT' OR e.org_member_id = m.id)
RETURNING e.id;

/* @name GetEnvironmentSlugForMember */ -- :one
-- The slug of an environment, if the user is a member of its organization.
SELECT e.slug
FROM runtime_environments e
JOIN org_members m ON m.organization_id = e.organization_id
WHERE e.id = :id AND m.user_id = :userId;
