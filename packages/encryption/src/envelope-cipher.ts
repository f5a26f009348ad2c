import { createSecretKey, randomBytes } from 'node:crypto';
import { joinSealed, open, seal, splitSealed } from './aes-gcm.ts';
import type { Cipher } from './cipher.ts';
import { EncryptionError } from './errors.ts';
import { damagedValue, decodePart } from './value-text.ts';

const format = 'kf2';
const dataKeyBytes = 32;

/**
 * What keeps data keys safe: `keyringWrapper`, or a key management service.
 *
 * The buffers of data keys belong to the cipher, which overwrites them after use: keep no reference to them.
 */
export interface KeyWrapper {
  /** Id of the key that wraps: letters, digits and `_ : / -`. */
  readonly currentKeyId: string;
  /**
   * Encrypts a data key under the current key.
   * @param context to be authenticated with it, such as the encryption context of AWS KMS.
   */
  wrap(dataKey: Buffer, context: string): Promise<Buffer>;
  /**
   * Decrypts what `wrap` made, with the key of that id.
   * @throws {EncryptionError} `UNKNOWN_KEY` when there is no such key; `DAMAGED_VALUE` when it was altered, or wrapped for
   * another context. Other errors, such as of a network, pass through the cipher as they are.
   */
  unwrap(keyId: string, wrapped: Buffer, context: string): Promise<Buffer>;
}

/** What an `EnvelopeCipher` is made of. */
export interface EnvelopeCipherOptions {
  /** Encrypts the data keys. */
  readonly wrapper: KeyWrapper;
}

interface ParsedValue {
  readonly keyId: string;
  readonly wrapped: Buffer;
  readonly nonceText: string;
  readonly sealedText: string;
}

function parse(value: string): ParsedValue {
  const [version, keyId, wrappedText, nonceText, sealedText, ...rest] = value.split('.');
  if (
    version !== format ||
    keyId === undefined ||
    wrappedText === undefined ||
    nonceText === undefined ||
    sealedText === undefined ||
    rest.length > 0
  ) {
    throw damagedValue(`it is not of the form ${format}.<key id>.<wrapped data key>.<nonce>.<ciphertext>`);
  }
  return { keyId, wrapped: decodePart(wrappedText), nonceText, sealedText };
}

/**
 * Encrypts each text with AES-256-GCM under a data key of its own, which travels with the value, wrapped by a key that
 * can stay in a key management service. To rotate, only data keys are wrapped anew; no plaintext is seen.
 *
 * A value reads `kf2.<key id>.<wrapped data key>.<nonce>.<ciphertext and tag>`; both the data key and the text are bound
 * to the context.
 *
 * @example
 * const cipher = new EnvelopeCipher({ wrapper: keyringWrapper(new Keyring({ current: process.env.ENCRYPTION_KEY })) });
 * const stored = await cipher.encrypt(token, 'tokens:42');
 */
export class EnvelopeCipher implements Cipher {
  readonly format = format;
  readonly #wrapper: KeyWrapper;

  constructor({ wrapper }: EnvelopeCipherOptions) {
    this.#wrapper = wrapper;
  }

  /** Id of the key that new data keys are wrapped by. */
  get currentKeyId(): string {
    return this.#wrapper.currentKeyId;
  }

  /**
   * Encrypts a text; the same text gives another value every time.
   * @param context where the value is kept; `decrypt` must be given the same. Default none.
   * @throws {EncryptionError} `INVALID_KEY` when the wrapper's key has an id that cannot be part of a value.
   */
  async encrypt(plaintext: string, context = ''): Promise<string> {
    return withDataKey(randomBytes(dataKeyBytes), async (dataKey) => {
      const sealed = seal(createSecretKey(dataKey), Buffer.from(plaintext, 'utf8'), additionalData(context));
      const nonceText = sealed.nonce.toString('base64url');
      return this.#write(dataKey, nonceText, joinSealed(sealed).toString('base64url'), context);
    });
  }

  /**
   * Decrypts what `encrypt` made.
   * @throws {EncryptionError} `UNKNOWN_KEY` when the wrapper lacks its key; `DAMAGED_VALUE` when it was altered, or
   * encrypted for another context.
   */
  async decrypt(value: string, context = ''): Promise<string> {
    const { keyId, wrapped, nonceText, sealedText } = parse(value);
    const sealed = splitSealed(decodePart(nonceText), decodePart(sealedText));
    if (sealed === null) throw damagedValue('it is too short');
    return withDataKey(await this.#unwrap(keyId, wrapped, context), (dataKey) => {
      const bytes = open(createSecretKey(dataKey), sealed, additionalData(context));
      if (bytes === null) throw damagedValue('it was altered, or belongs to another place');
      return bytes.toString('utf8');
    });
  }

  /**
   * The same value with its data key wrapped by the current key; what the data key encrypts stays as it is, unread.
   * @throws {EncryptionError} `UNKNOWN_KEY`, or `DAMAGED_VALUE` where the damage is in the data key.
   */
  async reencrypt(value: string, context = ''): Promise<string> {
    const { keyId, wrapped, nonceText, sealedText } = parse(value);
    return withDataKey(await this.#unwrap(keyId, wrapped, context), (dataKey) =>
      this.#write(dataKey, nonceText, sealedText, context),
    );
  }

  async #write(dataKey: Buffer, nonceText: string, sealedText: string, context: string): Promise<string> {
    const keyId = this.#wrapper.currentKeyId;
    if (!/^[\w:/-]+$/.test(keyId)) {
      throw new EncryptionError(
        'INVALID_KEY',
        'The id of a wrapping key consists of letters, digits and "_", ":", "/", "-"; the wrapper has another.',
      );
    }
    const wrapped = await this.#wrapper.wrap(dataKey, context);
    return `${format}.${keyId}.${wrapped.toString('base64url')}.${nonceText}.${sealedText}`;
  }

  async #unwrap(keyId: string, wrapped: Buffer, context: string): Promise<Buffer> {
    const dataKey = await this.#wrapper.unwrap(keyId, wrapped, context);
    if (dataKey.length === dataKeyBytes) return dataKey;
    dataKey.fill(0);
    throw damagedValue(`its data key is not ${dataKeyBytes} bytes`);
  }
}

// A data key opens its value for good: no copy of it stays in memory for a heap dump to show.
async function withDataKey<T>(dataKey: Buffer, work: (dataKey: Buffer) => T | Promise<T>): Promise<T> {
  try {
    return await work(dataKey);
  } finally {
    dataKey.fill(0);
  }
}

// Without the key's id, so that another key can wrap the data key of a text that stays as it is.
function additionalData(context: string): Buffer {
  return Buffer.from(`${format}.${context}`, 'utf8');
}
