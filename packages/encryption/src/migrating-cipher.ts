import type { Cipher } from './cipher.ts';
import { EncryptionError } from './errors.ts';
import { formatOf, damagedValue } from './value-text.ts';

/** The ciphers in use. */
export interface MigratingCipherOptions {
  /** Encrypts, and decrypts what it encrypted. */
  readonly current: Cipher;
  /** Ciphers of before: they still decrypt. */
  readonly previous: readonly Cipher[];
}

/**
 * Moves from one way of encryption to another: writes with the current cipher, and reads what the previous ones wrote.
 *
 * @example
 * const envelope = new EnvelopeCipher({ wrapper: keyManagementService });
 * const cipher = new MigratingCipher({ current: envelope, previous: [keyring] }); // swap the two to go back
 */
export class MigratingCipher implements Cipher {
  readonly #current: Cipher;
  readonly #ciphers: readonly Cipher[];

  constructor({ current, previous }: MigratingCipherOptions) {
    this.#current = current;
    this.#ciphers = [current, ...previous];
  }

  /** Format of the current cipher. */
  get format(): string {
    return this.#current.format;
  }

  /** Id of the key that new values are under. */
  get currentKeyId(): string {
    return this.#current.currentKeyId;
  }

  /** Encrypts with the current cipher. @param context where the value is kept. Default none. */
  async encrypt(plaintext: string, context?: string): Promise<string> {
    return this.#current.encrypt(plaintext, context);
  }

  /**
   * Decrypts with the cipher of the value's format; where there are several, with the one that knows its key.
   * @throws {EncryptionError} `UNKNOWN_KEY` when none knows the key; `DAMAGED_VALUE`.
   */
  async decrypt(value: string, context?: string): Promise<string> {
    return this.#first(value, (cipher) => cipher.decrypt(value, context));
  }

  /** The same text, encrypted by the current cipher under its current key. @throws {EncryptionError} as `decrypt` */
  async reencrypt(value: string, context?: string): Promise<string> {
    return this.#first(value, async (cipher) =>
      cipher === this.#current
        ? cipher.reencrypt(value, context)
        : this.#current.encrypt(await cipher.decrypt(value, context), context),
    );
  }

  async #first(value: string, work: (cipher: Cipher) => string | Promise<string>): Promise<string> {
    let unknown: EncryptionError | undefined;
    for (const cipher of this.#ciphers) {
      if (cipher.format !== formatOf(value)) continue;
      try {
        return await work(cipher);
      } catch (error) {
        if (!(error instanceof EncryptionError) || error.code !== 'UNKNOWN_KEY') throw error;
        unknown ??= error;
      }
    }
    throw unknown ?? damagedValue('it is of none of the formats at hand');
  }
}
