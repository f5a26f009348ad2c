import type { KeyObject } from 'node:crypto';
import { joinSealed, nonceBytes, open, seal, splitSealed, tagBytes, type SealedBytes } from './aes-gcm.ts';
import type { Cipher } from './cipher.ts';
import { readEncryptionKey, type EncryptionKey } from './encryption-key.ts';
import { EncryptionError } from './errors.ts';
import { damagedValue, decodePart, unknownKey } from './value-text.ts';

const format = 'kf1';

/** The keys in use. */
export interface KeyringOptions {
  /** Encrypts, and decrypts what it encrypted. */
  readonly current: string | Buffer;
  /** Keys of before a rotation: they still decrypt. Default none. */
  readonly previous?: readonly (string | Buffer)[];
}

/** A value as systems without key ids keep it: AES-256-GCM in three parts, bound to no place. */
export interface DetachedValue {
  /** 12 bytes. */
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  /** 16 bytes. */
  readonly tag: Buffer;
}

interface ParsedValue {
  readonly keyId: string;
  readonly sealed: SealedBytes;
}

function parse(value: string): ParsedValue {
  const [version, keyId, nonceText, sealedText, ...rest] = value.split('.');
  if (
    version !== format ||
    keyId === undefined ||
    nonceText === undefined ||
    sealedText === undefined ||
    rest.length > 0
  ) {
    throw damagedValue(`it is not of the form ${format}.<key id>.<nonce>.<ciphertext>`);
  }
  const sealed = splitSealed(decodePart(nonceText), decodePart(sealedText));
  if (sealed === null) throw damagedValue('it is too short');
  return { keyId, sealed };
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
export class Keyring implements Cipher {
  readonly format = format;
  /** Ids of all its keys, the current one first. */
  readonly keyIds: readonly string[];
  readonly #current: EncryptionKey;
  readonly #keys: ReadonlyMap<string, EncryptionKey>;

  /** @throws {EncryptionError} `INVALID_KEY`. */
  constructor({ current, previous = [] }: KeyringOptions) {
    this.#current = readEncryptionKey(current);
    this.#keys = new Map([this.#current, ...previous.map(readEncryptionKey)].map((key) => [key.id, key]));
    this.keyIds = [...this.#keys.keys()];
  }

  /** Id of the key that new values are under. */
  get currentKeyId(): string {
    return this.#current.id;
  }

  /**
   * Encrypts a text; the same text gives another value every time.
   * @param context where the value is kept; `decrypt` must be given the same. Default none.
   */
  encrypt(plaintext: string, context = ''): string {
    const { id, key } = this.#current;
    const sealed = seal(key, Buffer.from(plaintext, 'utf8'), additionalData(format, id, context));
    return `${format}.${id}.${sealed.nonce.toString('base64url')}.${joinSealed(sealed).toString('base64url')}`;
  }

  /**
   * Decrypts what `encrypt` made.
   * @throws {EncryptionError} `UNKNOWN_KEY` when its key is not in the ring; `DAMAGED_VALUE` when it was altered, or
   * encrypted for another context.
   */
  decrypt(value: string, context = ''): string {
    const { keyId, sealed } = parse(value);
    const bytes = open(this.#key(keyId), sealed, additionalData(format, keyId, context));
    if (bytes === null) throw damagedValue('it was altered, or belongs to another place');
    return bytes.toString('utf8');
  }

  /**
   * The same text, encrypted anew under the current key.
   * @throws {EncryptionError} as `decrypt`.
   */
  reencrypt(value: string, context = ''): string {
    return this.encrypt(this.decrypt(value, context), context);
  }

  /** Whether a value is under the current key; one that is not should be encrypted anew, to retire its key. */
  isCurrent(value: string): boolean {
    return value.startsWith(`${format}.${this.#current.id}.`);
  }

  /**
   * Encrypts a text for a system that knows neither key ids nor contexts, such as trigger.dev. The value can be moved to
   * another place unnoticed: prefer `encrypt`.
   */
  encryptDetached(plaintext: string): DetachedValue {
    return seal(this.#current.key, Buffer.from(plaintext, 'utf8'), null);
  }

  /**
   * Decrypts what `encryptDetached`, or such a system, made. It does not say which key it is under: all are tried, the
   * current one first.
   * @throws {EncryptionError} `UNDECRYPTABLE` when no key opens it: it is under another, or was altered; `DAMAGED_VALUE`
   * when nonce or tag are not of their length.
   */
  decryptDetached(value: DetachedValue): string {
    if (value.nonce.length !== nonceBytes || value.tag.length !== tagBytes) {
      throw damagedValue(`it needs a nonce of ${nonceBytes} bytes and a tag of ${tagBytes}`);
    }
    for (const { key } of this.#keys.values()) {
      const opened = open(key, value, null);
      if (opened !== null) return opened.toString('utf8');
    }
    throw new EncryptionError(
      'UNDECRYPTABLE',
      `None of the ${this.#keys.size} keys opens the value: it was encrypted with another key, or altered. Add its key to the previous keys.`,
    );
  }

  /** Encrypts a data key under the current key; see `keyringWrapper`. */
  wrap(dataKey: Buffer, context: string): Buffer {
    const { id, key } = this.#current;
    const sealed = seal(key, dataKey, additionalData('kf2', id, context));
    return Buffer.concat([sealed.nonce, joinSealed(sealed)]);
  }

  /**
   * Decrypts what `wrap` made.
   * @throws {EncryptionError} `UNKNOWN_KEY`, `DAMAGED_VALUE`.
   */
  unwrap(keyId: string, wrapped: Buffer, context: string): Buffer {
    const key = this.#key(keyId);
    const sealed = splitSealed(wrapped.subarray(0, nonceBytes), wrapped.subarray(nonceBytes));
    const dataKey = sealed === null ? null : open(key, sealed, additionalData('kf2', keyId, context));
    if (dataKey === null) throw damagedValue('its data key was altered, or belongs to another place');
    return dataKey;
  }

  #key(keyId: string): KeyObject {
    const key = this.#keys.get(keyId);
    if (key === undefined) throw unknownKey(keyId);
    return key.key;
  }
}

// The format comes first: a wrapped data key cannot pass for a value, nor the other way round.
function additionalData(use: 'kf1' | 'kf2', keyId: string, context: string): Buffer {
  return Buffer.from(`${use}.${keyId}.${context}`, 'utf8');
}
