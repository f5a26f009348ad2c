import { createHash } from 'node:crypto';
import type { Keyring } from '@kongflow/encryption';
import { DIGITS_AND_LETTERS } from './random-text.ts';
import type { RandomText } from './random-text.ts';

const KEY_LENGTH = 20;

/** The stored form of the two keys of an environment: hashes to find it by, ciphertexts to sign calls with. */
export interface StoredEnvironmentKeys {
  readonly apiKeyHash: Buffer;
  readonly encryptedApiKey: string;
  readonly pkApiKeyHash: Buffer;
  readonly encryptedPkApiKey: string;
}

/** The SHA-256 under which a key is stored and looked up. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}

/**
 * New keys of an environment, `tr_<slug>_…` (private) and `pk_<slug>_…` (public), in their stored form.
 *
 * @param environmentId bound into the ciphertexts, so that a row's keys do not decrypt in another row
 * @param slug lower-case letters only: the SDK refuses other keys
 */
export function createEnvironmentKeys(
  keyring: Keyring,
  randomText: RandomText,
  environmentId: string,
  slug: string,
): StoredEnvironmentKeys {
  const apiKey = `tr_${slug}_${randomText(DIGITS_AND_LETTERS, KEY_LENGTH)}`;
  const pkApiKey = `pk_${slug}_${randomText(DIGITS_AND_LETTERS, KEY_LENGTH)}`;
  return {
    apiKeyHash: hashApiKey(apiKey),
    encryptedApiKey: keyring.encrypt(apiKey, apiKeyContext(environmentId)),
    pkApiKeyHash: hashApiKey(pkApiKey),
    encryptedPkApiKey: keyring.encrypt(pkApiKey, pkApiKeyContext(environmentId)),
  };
}

/** The encryption context of `runtime_environments.api_key_encrypted`. */
export function apiKeyContext(environmentId: string): string {
  return `runtime_environments.api_key:${environmentId}`;
}

/** The encryption context of `runtime_environments.pk_api_key_encrypted`. */
export function pkApiKeyContext(environmentId: string): string {
  return `runtime_environments.pk_api_key:${environmentId}`;
}
