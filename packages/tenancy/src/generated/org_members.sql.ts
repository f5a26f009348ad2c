// Generated from packages/tenancy/queries/org_members.sql. Do not edit.
import { type Queryable, one } from '@kongflow/database/query-runtime';
import type { OrgMember, OrgMemberRole } from './models.ts';

export interface GetMemberParams {
  organizationId: string;
  userId: string;
}

export const getMemberSQL = `-- The membership of a user in an organization.
SELECT * FROM org_members WHERE organization_id = $1 AND user_id = $2`;

/**
 * The membership of a user in an organization.
 * packages/tenancy/queries/org_members.sql:1
 */
export function getMember(db: Queryable, params: GetMemberParams): Promise<OrgMember | null> {
  return one(db, { name: 'GetMember_face3b8a', text: getMemberSQL }, [params.organizationId, params.userId], (r) => ({ id: r[0] as string, organizationId: r[1] as string, userId: r[2] as string, role: r[3] as OrgMemberRole, createdAt: r[4] as Date, updatedAt: r[5] as Date }));
}
