// Generated. Do not edit.
import type { Json } from '@kongflow/database/query-runtime';

export type OrgMemberRole = 'ADMIN' | 'MEMBER';

export type RuntimeEnvironmentType = 'PRODUCTION' | 'STAGING' | 'DEVELOPMENT' | 'PREVIEW';

export interface ExternalAccount {
  id: string;
  /** The accountId that the SDK user chose. */
  identifier: string;
  metadata: Json | null;
  organizationId: string;
  environmentId: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface OrgMember {
  id: string;
  organizationId: string;
  userId: string;
  role: OrgMemberRole;
  createdAt: Date;
  updatedAt: Date;
}

export interface Organization {
  id: string;
  slug: string;
  title: string;
  /** Total time a run may spend executing before it is TIMED_OUT, in milliseconds. */
  maximumExecutionTimePerRunInMs: number;
  /** When false, no new run is created for the organization. */
  runsEnabled: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export interface Project {
  id: string;
  slug: string;
  name: string;
  organizationId: string;
  createdAt: Date;
  updatedAt: Date;
}
