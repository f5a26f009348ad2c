/* @name CreateOrganization */ -- :one
-- A new organization whose creator is its ADMIN; no row when the slug is taken.
WITH organization AS (
  INSERT INTO organizations (id, slug, title)
  VALUES (:id, :slug, :title)
  ON CONFLICT (slug) DO NOTHING
  RETURNING *
), member AS (
  INSERT INTO org_members (organization_id, user_id, role)
  SELECT organization.id, :userId, 'ADMIN' FROM organization
)
SELECT * FROM organization;

/* @name ListOrganizationsOfUser */ -- :many
-- The organizations a user is a member of, oldest first.
SELECT o.*
FROM organizations o
JOIN org_members m ON m.organization_id = o.id
WHERE m.user_id = :userId
ORDER BY o.created_at, o.id;

/* @name GetOrganizationBySlug */ -- :one
-- The organization with this slug.
SELECT * FROM organizations WHERE slug = :slug;
