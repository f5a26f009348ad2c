import { EncryptionError } from './errors.ts';

/** @param why completes "cannot be read: …"; says nothing of the value itself. */
export function damagedValue(why: string): EncryptionError {
  return new EncryptionError('DAMAGED_VALUE', `The encrypted value cannot be read: ${why}.`);
}

/** @param keyId is cut, as a text that is no encrypted value may hold anything there. */
export function unknownKey(keyId: string): EncryptionError {
  return new EncryptionError(
    'UNKNOWN_KEY',
    `The value was encrypted with key "${keyId.slice(0, 16)}", which is neither the current key nor a previous one. Add that key to the previous keys.`,
  );
}

/** Reads a part of a value. @throws {EncryptionError} `DAMAGED_VALUE` */
export function decodePart(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  // Buffer skips what it does not know: two texts must not stand for the same value.
  if (bytes.toString('base64url') !== text) throw damagedValue('it is not base64url');
  return bytes;
}

/** The first part of a value, such as `kf1`. */
export function formatOf(value: string): string {
  const [format = ''] = value.split('.', 1);
  return format;
}

/**
 * Which key a value is under, whether that key is at hand or not.
 * @returns null when the text is no encrypted value.
 * @example
 * keyIdOf(keyring.encrypt('x')) === keyring.currentKeyId
 */
export function keyIdOf(value: string): string | null {
  return /^(?:kf1\.([^.]+)|kf2\.([^.]+)\.[\w-]+)\.[\w-]+\.[\w-]+$/.exec(value)?.slice(1).find(Boolean) ?? null;
}
