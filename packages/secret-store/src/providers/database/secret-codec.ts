import { type Cipher, EncryptionError, type Keyring } from '@kongflow/encryption';
import { formatIssues } from '@kongflow/protocol';
import { z } from 'zod';
import { SecretStoreError, type SecretStoreErrorCode } from '../../errors.ts';
import type { ProvidedSecret } from '../provider.ts';

/*
 * Versions of a row's value:
 *
 * 1 → the secret itself, as trigger.dev's HTTP sources leave it: read, never written
 * 2 → trigger.dev's {nonce, ciphertext, tag} in hex: AES-256-GCM under ENCRYPTION_KEY, bound to nothing
 * 3 → "<format>.<key id>…" of a Cipher, bound to the secret's key
 *
 * As in trigger.dev, whatever is not version 1 (nor 3) is read as version 2.
 */

/** The versions that can be written. */
export type WrittenVersion = '2' | '3';

/** A row of the table. */
export interface SecretRow {
  readonly key: string;
  /** The JSON text of the column. */
  readonly value: string;
  readonly version: string;
}

/** How secrets become rows. */
export interface SecretCodecOptions {
  readonly cipher: Cipher;
  /** For version 2; undefined where there is none. */
  readonly legacyKeys: Keyring | undefined;
  readonly writeVersion: WrittenVersion;
}

const HexSchema = z.string().regex(/^(?:[0-9a-f]{2})*$/i, 'must be hexadecimal digits');
const LegacyValueSchema = z.object({ nonce: HexSchema, ciphertext: HexSchema, tag: HexSchema });

const codes: Record<EncryptionError['code'], SecretStoreErrorCode> = {
  DAMAGED_VALUE: 'DAMAGED_SECRET',
  INVALID_KEY: 'PROVIDER_REJECTED',
  UNDECRYPTABLE: 'UNDECRYPTABLE_SECRET',
  UNKNOWN_KEY: 'UNKNOWN_ENCRYPTION_KEY',
};

/** Turns secrets into rows and back. */
export class SecretCodec {
  readonly writeVersion: WrittenVersion;
  readonly #cipher: Cipher;
  readonly #legacyKeys: Keyring | undefined;

  constructor({ cipher, legacyKeys, writeVersion }: SecretCodecOptions) {
    this.writeVersion = writeVersion;
    this.#cipher = cipher;
    this.#legacyKeys = legacyKeys;
  }

  /** How each value of version 3 starts that is encrypted as new ones are. */
  get currentStart(): string {
    return `${this.#cipher.format}.${this.#cipher.currentKeyId}.`;
  }

  /**
   * The JSON text to store, of `writeVersion`.
   * @throws {SecretStoreError} `PROVIDER_REJECTED` for what version 2 cannot hold; `PROVIDER_UNAVAILABLE` when the cipher
   * fails.
   */
  async encode({ key, text }: ProvidedSecret): Promise<string> {
    if (this.writeVersion === '3') return this.#encrypt(key, text);
    if (isAbsentInVersion2(text)) {
      throw new SecretStoreError(
        'PROVIDER_REJECTED',
        `Secret ${key} is null, false, 0 or "", which version 2 reads as absent: write version 3, or wrap it in an object.`,
        { key },
      );
    }
    const { nonce, ciphertext, tag } = this.#keysOf(key).encryptDetached(text);
    return JSON.stringify({
      nonce: nonce.toString('hex'),
      ciphertext: ciphertext.toString('hex'),
      tag: tag.toString('hex'),
    });
  }

  /**
   * The secret's JSON text.
   * @returns undefined for a version 2 row whose content trigger.dev reads as absent: no JSON, or null, false, 0 or "".
   * @throws {SecretStoreError} `DAMAGED_SECRET`, `UNKNOWN_ENCRYPTION_KEY`, `UNDECRYPTABLE_SECRET`; `PROVIDER_UNAVAILABLE`
   * when the cipher fails.
   */
  async decode(row: SecretRow): Promise<string | undefined> {
    if (row.version === '1') return row.value;
    if (row.version !== '3') return this.#decodeVersion2(row);
    const value = textOf(row);
    return this.#using(row.key, () => this.#cipher.decrypt(value, contextOf(row.key)));
  }

  /**
   * The JSON text of the same secret in version 3 under the current key.
   * @throws {SecretStoreError} as `decode`, and `SECRET_NOT_FOUND` where that finds none.
   */
  async renew(row: SecretRow): Promise<string> {
    if (row.version === '3') {
      const value = textOf(row);
      return JSON.stringify(await this.#using(row.key, () => this.#cipher.reencrypt(value, contextOf(row.key))));
    }
    const text = await this.decode(row);
    if (text !== undefined) return this.#encrypt(row.key, text);
    throw new SecretStoreError(
      'SECRET_NOT_FOUND',
      `The row of secret ${row.key} holds no secret: set it, or delete it.`,
      { key: row.key },
    );
  }

  async #encrypt(key: string, text: string): Promise<string> {
    return JSON.stringify(await this.#using(key, () => this.#cipher.encrypt(text, contextOf(key))));
  }

  async #decodeVersion2({ key, value }: SecretRow): Promise<string | undefined> {
    const parsed = LegacyValueSchema.safeParse(JSON.parse(value));
    if (!parsed.success) {
      const message = `Unable to parse encrypted secret ${key}: ${formatIssues(parsed.error)}`;
      throw new SecretStoreError('DAMAGED_SECRET', message, { key });
    }
    const { nonce, ciphertext, tag } = parsed.data;
    const legacyKeys = this.#keysOf(key);
    const text = await this.#using(key, () =>
      legacyKeys.decryptDetached({
        nonce: Buffer.from(nonce, 'hex'),
        ciphertext: Buffer.from(ciphertext, 'hex'),
        tag: Buffer.from(tag, 'hex'),
      }),
    );
    return isAbsentInVersion2(text) ? undefined : text;
  }

  #keysOf(key: string): Keyring {
    if (this.#legacyKeys !== undefined) return this.#legacyKeys;
    const message = `Secret ${key} is of version 2, which needs the option legacyKeys: a Keyring with trigger.dev's ENCRYPTION_KEY.`;
    throw new SecretStoreError('UNDECRYPTABLE_SECRET', message, { key });
  }

  async #using(key: string, work: () => string | Promise<string>): Promise<string> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof EncryptionError) {
        throw new SecretStoreError(codes[cause.code], `Secret ${key}: ${cause.message}`, { key, cause });
      }
      throw new SecretStoreError('PROVIDER_UNAVAILABLE', `The cipher failed at secret ${key}.`, { key, cause });
    }
  }
}

function contextOf(key: string): string {
  return `secret_store:${key}`;
}

function textOf({ key, value }: SecretRow): string {
  const parsed: unknown = JSON.parse(value);
  if (typeof parsed === 'string') return parsed;
  throw new SecretStoreError('DAMAGED_SECRET', `Secret ${key}: its row is of version 3, but holds no text.`, { key });
}

function isAbsentInVersion2(text: string): boolean {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return true;
  }
  return content === null || content === false || content === 0 || content === '';
}
