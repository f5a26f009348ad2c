import type { KeyWrapper } from './envelope-cipher.ts';
import type { Keyring } from './keyring.ts';

/**
 * Wraps data keys by the keys of a keyring, where there is no key management service.
 * @example
 * const cipher = new EnvelopeCipher({ wrapper: keyringWrapper(keyring) });
 */
export function keyringWrapper(keyring: Keyring): KeyWrapper {
  return {
    currentKeyId: keyring.currentKeyId,
    wrap: async (dataKey, context) => keyring.wrap(dataKey, context),
    unwrap: async (keyId, wrapped, context) => keyring.unwrap(keyId, wrapped, context),
  };
}
