/** Private keys are the customer's servers', public keys are safe in browsers and good for reads. */
export type ApiKeyType = 'PUBLIC' | 'PRIVATE';

/** A key as the header held it. */
export interface PresentedApiKey {
  readonly type: ApiKeyType;
  readonly key: string;
}

const PREFIX = 'Bearer ';

/**
 * Reads a key from an `Authorization` header: `Bearer`, one space, and at least one character, taken as it is
 * (trigger.dev v2: the scheme is case-sensitive and nothing is trimmed).
 *
 * @param header the header's value; null when the request has none
 * @returns null when the header is not of this form
 */
export function parseAuthorizationHeader(header: string | null): PresentedApiKey | null {
  if (header === null || !header.startsWith(PREFIX) || header.length === PREFIX.length) return null;
  const key = header.slice(PREFIX.length);
  return { type: key.startsWith('pk_') ? 'PUBLIC' : 'PRIVATE', key };
}
