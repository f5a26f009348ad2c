import type { RequestLimit } from '../request-limit.ts';
import type { VaultSettings } from './options.ts';
import { toSecretPath } from './secret-path.ts';
import type { VaultClient } from './vault-client.ts';

/** What the operations of a Vault provider share. */
export interface VaultContext {
  readonly settings: VaultSettings;
  readonly client: VaultClient;
  readonly limit: RequestLimit;
}

/**
 * Path of a secret, or of a folder, in the API of KV version 2.
 * @param area `data` has the values, `metadata` what Vault knows of them.
 * @param path below the provider's folder; '' is that folder.
 */
export function apiPath({ settings }: VaultContext, area: 'data' | 'metadata', path: string): string {
  return [settings.mount, area, settings.path, path].filter((part) => part !== '').join('/');
}

/** Path of the secret with this key in the API. */
export function secretApiPath(context: VaultContext, area: 'data' | 'metadata', key: string): string {
  return apiPath(context, area, toSecretPath(key));
}
