import { SecretStoreError } from '../../errors.ts';
import { describeAnswer, describeFailure, failure, says } from './describe-failure.ts';
import type { VaultAppRoleAuth } from './options.ts';
import { readAuth, type TokenLease } from './renew-self.ts';
import type { SendRequest } from './session.ts';
import type { VaultAnswer, VaultRequest } from './vault-transport.ts';

/**
 * Logs in by AppRole.
 * @throws {SecretStoreError} `PROVIDER_DENIED` when Vault does not know role or secret id; `PROVIDER_REJECTED`,
 *   `PROVIDER_UNAVAILABLE`
 */
export async function logIn(
  { roleId, secretId, mount }: Required<VaultAppRoleAuth>,
  send: SendRequest,
): Promise<TokenLease & { readonly token: string }> {
  const request: VaultRequest = {
    method: 'POST',
    path: `auth/${mount}/login`,
    body: JSON.stringify({ role_id: roleId, secret_id: await currentSecretId(secretId) }),
    what: 'Login by AppRole',
    capability: 'update',
  };
  const answer = await send(request, null);
  const auth = answer.status === 200 ? readAuth(answer.body) : undefined;
  if (auth === undefined) throw describeRefusal(request, answer);
  return auth;
}

async function currentSecretId(secretId: VaultAppRoleAuth['secretId']): Promise<string> {
  if (typeof secretId === 'string') return secretId;
  let current: unknown;
  try {
    current = await secretId();
  } catch (error) {
    // What it threw is not attached: it can hold the secret id.
    const name = error instanceof Error ? error.name : typeof error;
    throw new SecretStoreError(
      'PROVIDER_DENIED',
      `Login by AppRole failed: the function \`secretId\` threw (${name}).`,
    );
  }
  if (typeof current === 'string' && current !== '') return current;
  throw new SecretStoreError('PROVIDER_DENIED', 'Login by AppRole failed: the function `secretId` returned no text.');
}

function describeRefusal(request: VaultRequest, answer: VaultAnswer): SecretStoreError {
  if (says(answer, 'no handler for route')) {
    return failure(
      'PROVIDER_REJECTED',
      request,
      `Vault answered ${describeAnswer(answer)}. No auth method is mounted at ${request.path.slice(0, -'/login'.length)}: check \`auth.mount\` and \`namespace\`.`,
    );
  }
  if (answer.status !== 400 && answer.status !== 403) return describeFailure(request, answer);
  return failure(
    'PROVIDER_DENIED',
    request,
    `Vault answered ${describeAnswer(answer)}. Check role id and secret id: one is wrong, expired, used up, or bound to another address.`,
  );
}
