import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readEncryptionKey, type EncryptionKey } from './encryption-key.ts';
import { EncryptionError } from './errors.ts';

const format = 'kf1';
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The keys in use. */
export interface KeyringOptions {
  /** Encrypts, and decrypts what it encrypted. */
  readonly current: string | Buffer;
  /** Keys of before a rotation: they still decrypt. Default none. */
  readonly previous?: readonly (string | Buffer)[];
}

interface Envelope {
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

function damaged(why: string, cause?: unknown): EncryptionError {
  return new EncryptionError(
    'DAMAGED_VALUE',
    `The encrypted value cannot be read: ${why}.`,
    cause === undefined ? undefined : { cause },
  );
}

function decodePart(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  // Buffer skips what it does not know: two texts must not stand for the same value.
  if (bytes.toString('base64url') !== text) throw damaged('it is not base64url');
  return bytes;
}

function parse(value: string): Envelope {
  const [version, keyId, nonceText, sealedText, ...rest] = value.split('.');
  if (
    version !== format ||
    keyId === undefined ||
    nonceText === undefined ||
    sealedText === undefined ||
    rest.length > 0
  ) {
    throw damaged(`it is not of the form ${format}.<key id>.<nonce>.<ciphertext>`);
  }
  const nonce = decodePart(nonceText);
  const sealed = decodePart(sealedText);
  if (nonce.length !== nonceBytes || sealed.length < tagBytes) throw damaged('it is too short');
  const split = sealed.length - tagBytes;
  return { keyId, nonce, ciphertext: sealed.subarray(0, split), tag: sealed.subarray(split) };
}

/**
 * Encrypts texts with AES-256-GCM under the current key, and decrypts those of previous keys too.
 *
 * A value reads `kf1.<key id>.<nonce>.<ciphertext and tag>`. The context is authenticated with it: a value copied into
 * another row or column does not decrypt there.
 *
 * @example
 * const keyring = new Keyring({ current: process.env.ENCRYPTION_KEY, previous: [process.env.OLD_ENCRYPTION_KEY] });
 * const stored = keyring.encrypt(apiKey, `runtime_environments.api_key:${environment.id}`);
 */
export class Keyring {
  readonly #current: EncryptionKey;
  readonly #keys: ReadonlyMap<string, EncryptionKey>;

  /** @throws {EncryptionError} `INVALID_KEY`. */
  constructor({ current, previous = [] }: KeyringOptions) {
    this.#current = readEncryptionKey(current);
    this.#keys = new Map([...previous.map(readEncryptionKey), this.#current].map((key) => [key.id, key]));
  }

  /**
   * Encrypts a text; the same text gives another value every time.
   * @param context where the value is kept; `decrypt` must be given the same. Default none.
   */
  encrypt(plaintext: string, context = ''): string {
    const { id, bytes } = this.#current;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, bytes, nonce, { authTagLength: tagBytes });
    cipher.setAAD(additionalData(id, context));
    const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${format}.${id}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
  }

  /**
   * Decrypts what `encrypt` made.
   * @throws {EncryptionError} `UNKNOWN_KEY` when its key is not in the ring; `DAMAGED_VALUE` when it was altered, or
   * encrypted for another context.
   */
  decrypt(value: string, context = ''): string {
    const { keyId, nonce, ciphertext, tag } = parse(value);
    const key = this.#keys.get(keyId);
    if (key === undefined) {
      throw new EncryptionError(
        'UNKNOWN_KEY',
        `The value was encrypted with key "${keyId.slice(0, 16)}", which is neither the current key nor a previous one. Add that key to the previous keys.`,
      );
    }
    const decipher = createDecipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
    decipher.setAAD(additionalData(key.id, context));
    decipher.setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw damaged('it was altered, or belongs to another place', cause);
    }
  }

  /** Whether a value is under the current key; one that is not should be encrypted anew, to retire its key. */
  isCurrent(value: string): boolean {
    return value.startsWith(`${format}.${this.#current.id}.`);
  }
}

function additionalData(keyId: string, context: string): Buffer {
  return Buffer.from(`${format}.${keyId}.${context}`, 'utf8');
}
