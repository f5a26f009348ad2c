/**
 * Encrypts texts and binds them to the place they are kept in. `Keyring` does so with keys of its own, `EnvelopeCipher`
 * with a data key for each value, which a key management service may wrap; hence the promises.
 *
 * Values read `<format>.<key id>.…`.
 */
export interface Cipher {
  /** First part of the values it makes, such as `kf1`. */
  readonly format: string;
  /** Id of the key that new values are under. */
  readonly currentKeyId: string;
  /**
   * Encrypts a text; the same text gives another value every time.
   * @param context where the value is kept; `decrypt` must be given the same. Default none.
   */
  encrypt(plaintext: string, context?: string): string | Promise<string>;
  /**
   * Decrypts what `encrypt` made.
   * @throws {EncryptionError} `UNKNOWN_KEY` when its key is not at hand; `DAMAGED_VALUE` when it was altered, or encrypted
   * for another context.
   */
  decrypt(value: string, context?: string): string | Promise<string>;
  /** The same text under the current key. @throws {EncryptionError} as `decrypt` */
  reencrypt(value: string, context?: string): string | Promise<string>;
}
