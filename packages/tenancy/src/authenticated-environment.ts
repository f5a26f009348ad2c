import type { Keyring } from '@kongflow/encryption';
import { apiKeyContext, pkApiKeyContext } from './environment-keys.ts';
import type { EnvironmentDetail, RuntimeEnvironmentType } from './generated/models.ts';

/**
 * The environment a request acts for, with its organization, its project and both keys in plain text.
 *
 * Everything that is done for a customer is done in one of these, and every query on their data is limited to its id.
 * Never log it whole. The shape follows trigger.dev v2 `AuthenticatedEnvironment`.
 */
export interface AuthenticatedEnvironment {
  readonly id: string;
  /** `dev`, `staging`, `prod` or `preview`. */
  readonly slug: string;
  readonly type: RuntimeEnvironmentType;
  /** Private key, `tr_<slug>_…`: authenticates the customer's servers and signs our calls to their endpoint. */
  readonly apiKey: string;
  /** Public key, `pk_<slug>_…`: safe in browsers, reads only. */
  readonly pkApiKey: string;
  /** Two words that tell the environment from its siblings in the project. */
  readonly shortcode: string;
  /** Whether schedules start by themselves; false for DEVELOPMENT. */
  readonly autoEnableInternalSources: boolean;
  readonly organizationId: string;
  readonly projectId: string;
  /** The member a DEVELOPMENT environment belongs to; null for shared environments. */
  readonly orgMemberId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly organization: EnvironmentOrganization;
  readonly project: EnvironmentProject;
  /** The user behind `orgMemberId`; absent for shared environments. */
  readonly userId?: string;
}

/** The organization of an environment. */
export interface EnvironmentOrganization {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  /** Total time a run may spend executing, in milliseconds. */
  readonly maximumExecutionTimePerRunInMs: number;
  /** When false, no new run is created. */
  readonly runsEnabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The project of an environment. */
export interface EnvironmentProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly organizationId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The columns an `AuthenticatedEnvironment` is made of; other packages that read environments select these. */
export type EnvironmentRow = EnvironmentDetail;

/**
 * Decrypts and nests a joined row.
 *
 * @throws EncryptionError when the keyring lacks the key the row was encrypted with, or the row is damaged
 */
export function toAuthenticatedEnvironment(row: EnvironmentRow, keyring: Keyring): AuthenticatedEnvironment {
  return {
    id: row.id,
    slug: row.slug,
    type: row.type,
    apiKey: keyring.decrypt(row.apiKeyEncrypted, apiKeyContext(row.id)),
    pkApiKey: keyring.decrypt(row.pkApiKeyEncrypted, pkApiKeyContext(row.id)),
    shortcode: row.shortcode,
    autoEnableInternalSources: row.autoEnableInternalSources,
    organizationId: row.organizationId,
    projectId: row.projectId,
    orgMemberId: row.orgMemberId,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    organization: {
      id: row.organizationId,
      slug: row.organizationSlug,
      title: row.organizationTitle,
      maximumExecutionTimePerRunInMs: row.maximumExecutionTimePerRunInMs,
      runsEnabled: row.runsEnabled,
      createdAt: row.organizationCreatedAt,
      updatedAt: row.organizationUpdatedAt,
    },
    project: {
      id: row.projectId,
      slug: row.projectSlug,
      name: row.projectName,
      organizationId: row.organizationId,
      createdAt: row.projectCreatedAt,
      updatedAt: row.projectUpdatedAt,
    },
    ...(row.userId === null ? {} : { userId: row.userId }),
  };
}
