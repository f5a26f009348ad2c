/* @name CreateProject */ -- :one
-- A new project; no row when the slug is taken.
INSERT INTO projects (id, slug, name, organization_id)
VALUES (:id, :slug, :name, :organizationId)
ON CONFLICT (slug) DO NOTHING
RETURNING *;

/* @name GetProject */ -- :one
-- A project of an organization.
SELECT * FROM projects WHERE id = :id AND organization_id = :organizationId;

/* @name GetProjectBySlug */ -- :one
-- The project of an organization with this slug.
SELECT * FROM projects WHERE slug = :slug AND organization_id = :organizationId;

/* @name ListProjects */ -- :many
-- The projects of an organization, oldest first.
SELECT * FROM projects WHERE organization_id = :organizationId ORDER BY created_at, id;
