/* @name GetMember */ -- :one
-- The membership of a user in an organization.
SELECT * FROM org_members WHERE organization_id = :organizationId AND user_id = :userId;
