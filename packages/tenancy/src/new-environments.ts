import { newId } from '@kongflow/protocol';
import type { TenancyContext } from './context.ts';
import { createEnvironmentKeys } from './environment-keys.ts';
import type { RuntimeEnvironmentType } from './generated/models.ts';
import type { CreateEnvironmentsParams } from './generated/runtime_environments.sql.ts';

/** The slug of each type of environment; the SDK accepts keys with lower-case letters here only. */
const ENVIRONMENT_SLUGS: Readonly<Record<RuntimeEnvironmentType, string>> = Object.freeze({
  DEVELOPMENT: 'dev',
  STAGING: 'staging',
  PRODUCTION: 'prod',
  PREVIEW: 'preview',
});

/** Where new environments belong. */
export interface EnvironmentOwner {
  readonly organizationId: string;
  readonly projectId: string;
  /** The member that DEVELOPMENT environments are for. */
  readonly orgMemberId: string;
}

/** The rows of new environments, one for each type, with fresh ids, keys and shortcodes. */
export function newEnvironments(
  { keyring, randomText, randomShortcode }: TenancyContext,
  { organizationId, projectId, orgMemberId }: EnvironmentOwner,
  types: readonly RuntimeEnvironmentType[],
): CreateEnvironmentsParams {
  const shortcodes = new Set<string>();
  while (shortcodes.size < types.length) shortcodes.add(randomShortcode());

  const environments = types.map((type) => {
    const id = newId();
    const slug = ENVIRONMENT_SLUGS[type];
    return { id, slug, ...createEnvironmentKeys(keyring, randomText, id, slug) };
  });
  return {
    organizationId,
    projectId,
    orgMemberId,
    types,
    shortcodes: [...shortcodes],
    ids: environments.map(({ id }) => id),
    slugs: environments.map(({ slug }) => slug),
    apiKeyHashes: environments.map(({ apiKeyHash }) => apiKeyHash),
    encryptedApiKeys: environments.map(({ encryptedApiKey }) => encryptedApiKey),
    pkApiKeyHashes: environments.map(({ pkApiKeyHash }) => pkApiKeyHash),
    encryptedPkApiKeys: environments.map(({ encryptedPkApiKey }) => encryptedPkApiKey),
  };
}
