import { z } from 'zod';
import { describeFailure } from './describe-failure.ts';
import type { SendRequest } from './session.ts';
import type { VaultRequest } from './vault-transport.ts';

/** What Vault says of a token. */
export interface TokenLease {
  /** How long it is valid, in milliseconds; infinite when it does not expire. */
  readonly lengthMs: number;
  readonly isRenewable: boolean;
}

const LeaseSchema = z.object({ lease_duration: z.number().nonnegative(), renewable: z.boolean() });

const AuthSchema = z.object({ auth: LeaseSchema.extend({ client_token: z.string().min(1) }) });

const request: VaultRequest = {
  method: 'POST',
  path: 'auth/token/renew-self',
  body: '{}',
  what: 'Renewing the token',
  capability: 'update',
};

/** The token that an answer hands out; undefined when it is no such answer. */
export function readAuth(body: unknown): (TokenLease & { readonly token: string }) | undefined {
  const parsed = AuthSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { client_token: token, lease_duration: seconds, renewable } = parsed.data.auth;
  return { token, ...toLease(seconds, renewable) };
}

/** @param seconds 0 stands for a token that does not expire. */
export function toLease(seconds: number, isRenewable: boolean): TokenLease {
  return { lengthMs: seconds === 0 ? Infinity : seconds * 1000, isRenewable };
}

/** Asks Vault to extend the lease of a token. @throws {SecretStoreError} when it does not */
export async function renewSelf(send: SendRequest, token: string): Promise<TokenLease> {
  const answer = await send(request, token);
  const lease = answer.status === 200 ? readAuth(answer.body) : undefined;
  if (lease === undefined) throw describeFailure(request, answer);
  return lease;
}
