import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { EncryptionError } from './errors.ts';

const keyBytes = 32;

/** A key ready for use, and the id that tells values which key they are under. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: KeyObject;
}

function decodeText(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  // 32 bytes are 43 characters of base64 and one of padding, which may be left out.
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  if (/^[\x21-\x7e]{32}$/.test(text)) return Buffer.from(text, 'ascii');
  return null;
}

/**
 * Reads a key: 32 bytes, or as text 64 hexadecimal digits, base64 of 32 bytes, or 32 ASCII characters.
 * @throws {EncryptionError} `INVALID_KEY`.
 */
export function readEncryptionKey(key: string | Buffer): EncryptionKey {
  const bytes = typeof key === 'string' ? decodeText(key) : Buffer.from(key);
  if (bytes?.length !== keyBytes) {
    const got = typeof key === 'string' ? `${key.length} characters` : `${key.length} bytes`;
    throw new EncryptionError(
      'INVALID_KEY',
      `An encryption key is 32 bytes: 64 hexadecimal digits, base64 of 32 bytes, or 32 ASCII characters; this one is ${got} and none of these. generateEncryptionKey() makes a good one.`,
    );
  }
  // Derived, not configured: the same key has the same id everywhere, and the id says nothing about the key.
  const id = createHmac('sha256', bytes).update('kongflow key id').digest('base64url').slice(0, 8);
  return { id, key: createSecretKey(bytes) };
}

/**
 * A new random key, as 64 hexadecimal digits.
 * @example
 * const keyring = new Keyring({ current: generateEncryptionKey() });
 */
export function generateEncryptionKey(): string {
  return randomBytes(keyBytes).toString('hex');
}
