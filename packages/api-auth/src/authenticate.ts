import type { Keyring } from '@kongflow/encryption';
import { hashApiKey, toAuthenticatedEnvironment } from '@kongflow/tenancy';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import { parseAuthorizationHeader } from './authorization-header.ts';
import type { ApiKeyType } from './authorization-header.ts';
import type { ApiAuthRepository } from './repository.ts';

/** Who a request acts for, and with which type of key. */
export interface Authentication {
  readonly type: ApiKeyType;
  readonly environment: AuthenticatedEnvironment;
}

/** How a route authenticates. */
export interface AuthenticateOptions {
  /** Whether a public key is good enough. Default false: it is then looked up among the private keys, where none is. */
  readonly allowPublicKey?: boolean;
}

/** See `ApiAuthService.authenticate`. */
export async function authenticate(
  repository: ApiAuthRepository,
  keyring: Keyring,
  header: string | null,
  { allowPublicKey = false }: AuthenticateOptions = {},
): Promise<Authentication | null> {
  const presented = parseAuthorizationHeader(header);
  if (presented === null) return null;

  // Only digests are compared, by the index: what the comparison's time tells is about a digest the caller cannot
  // choose, never about a stored key, so no comparison in constant time is left to do here.
  const hash = hashApiKey(presented.key);
  const row =
    allowPublicKey && presented.type === 'PUBLIC'
      ? await repository.getEnvironmentByPkApiKeyHash({ pkApiKeyHash: hash })
      : await repository.getEnvironmentByApiKeyHash({ apiKeyHash: hash });
  return row === null ? null : { type: presented.type, environment: toAuthenticatedEnvironment(row, keyring) };
}
