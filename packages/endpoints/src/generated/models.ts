// Generated. Do not edit.
import type { Json } from '@kongflow/database/query-runtime';

export type EndpointIndexSource = 'MANUAL' | 'API' | 'INTERNAL' | 'HOOK';

export type EndpointIndexStatus = 'PENDING' | 'STARTED' | 'SUCCESS' | 'FAILURE';

export type RuntimeEnvironmentType = 'PRODUCTION' | 'STAGING' | 'DEVELOPMENT' | 'PREVIEW';

export interface Endpoint {
  id: string;
  /** The id of the TriggerClient in the user's code. */
  slug: string;
  url: string;
  indexingHookIdentifier: string;
  /** Protocol version of the trigger-version header the endpoint last answered with. */
  version: string;
  sdkVersion: string;
  /** The index in force: only its registrations may still be carried out. */
  indexId: string | null;
  /** When the fetch of the index in force began: an answer fetched earlier never replaces it. */
  indexedAt: Date | null;
  environmentId: string;
  organizationId: string;
  projectId: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface EndpointIndex {
  id: string;
  endpointId: string;
  status: EndpointIndexStatus;
  stats: Json | null;
  data: Json | null;
  error: Json | null;
  /** Registrations not settled yet, as slug@version; the index becomes SUCCESS when the last one is. */
  pendingRegistrations: string[];
  source: EndpointIndexSource;
  sourceData: Json | null;
  reason: string | null;
  createdAt: Date;
  updatedAt: Date;
}
