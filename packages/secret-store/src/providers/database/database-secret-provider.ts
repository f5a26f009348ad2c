import type { Database } from '@kongflow/database';
import { type Cipher, Keyring } from '@kongflow/encryption';
import { SecretStoreError } from '../../errors.ts';
import type { GetSecretsRow } from '../../generated/secret_store.sql.ts';
import { PgSecretRepository, type SecretRepository, type SecretStatements } from '../../repository.ts';
import { rotateSecrets, type RotateSecretsOptions, type RotationResult } from '../../rotate-secrets.ts';
import type { InTransaction, KeyPage, ProvidedSecret, SecretProvider, SetOptions } from '../provider.ts';
import { type EncryptionStatus, getEncryptionStatus } from './encryption-status.ts';
import { keyRange } from './key-range.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { SecretCodec, type WrittenVersion } from './secret-codec.ts';

/** What a `DatabaseSecretProvider` is made of. */
export interface DatabaseSecretProviderOptions {
  /** Stays the caller's to close. */
  readonly database: Database;
  /** Encrypts the secrets: a `Keyring`, an `EnvelopeCipher`, or a `MigratingCipher` of both. */
  readonly cipher: Cipher;
  /** Keys of trigger.dev's rows (version 2), which do not say which key they are under. Default: the cipher if it is a `Keyring`. */
  readonly legacyKeys?: Keyring | undefined;
  /** '2' for as long as a trigger.dev reads the same rows: these are not bound to their key. Default '3'. */
  readonly writeVersion?: WrittenVersion | undefined;
}

const CONCURRENT_VALUES = 32;

/**
 * Secrets in the table `secret_store`, encrypted. Rows of trigger.dev's table `SecretStore` can be read as they are.
 *
 * @example
 * const keyring = new Keyring({ current: process.env.ENCRYPTION_KEY });
 * const store = new SecretStore({ provider: new DatabaseSecretProvider({ database, cipher: keyring }) });
 */
export class DatabaseSecretProvider implements SecretProvider {
  readonly name = 'database';
  readonly database: Database;
  readonly #repository: SecretRepository;
  readonly #codec: SecretCodec;

  /** @throws {SecretStoreError} `INVALID_INPUT` when version 2 is to be written without `legacyKeys` */
  constructor({ database, cipher, legacyKeys, writeVersion = '3' }: DatabaseSecretProviderOptions) {
    const keys = legacyKeys ?? (cipher instanceof Keyring ? cipher : undefined);
    if (writeVersion === '2' && keys === undefined) {
      const message =
        "To write version 2, give legacyKeys: a Keyring whose current key is trigger.dev's ENCRYPTION_KEY.";
      throw new SecretStoreError('INVALID_INPUT', message);
    }
    this.database = database;
    this.#repository = new PgSecretRepository(database);
    this.#codec = new SecretCodec({ cipher, legacyKeys: keys, writeVersion });
  }

  /**
   * The texts of those keys that have a secret, in one statement.
   * @throws {SecretStoreError} `DAMAGED_SECRET`, `UNKNOWN_ENCRYPTION_KEY`, `UNDECRYPTABLE_SECRET`; `PROVIDER_UNAVAILABLE`
   * when the cipher fails.
   */
  async get(keys: readonly string[], { tx }: InTransaction = {}): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    const rows = await this.#read(keys, this.#repository.within(tx));
    const decoded = await mapConcurrently(rows, CONCURRENT_VALUES, async (row) => ({
      key: row.key,
      text: await this.#codec.decode(row),
    }));
    for (const { key, text } of decoded) if (text !== undefined) texts.set(key, text);
    return texts;
  }

  /**
   * Stores secrets in one statement: all or none.
   * @throws {SecretStoreError} `PROVIDER_REJECTED` for what version 2 cannot hold; `PROVIDER_UNAVAILABLE` when the cipher
   * fails.
   */
  async set(secrets: readonly ProvidedSecret[], { tx, ifAbsent = false }: SetOptions = {}): Promise<readonly string[]> {
    if (secrets.length === 0) return [];
    const values = await mapConcurrently(secrets, CONCURRENT_VALUES, (secret) => this.#codec.encode(secret));
    const rows = { keys: secrets.map(({ key }) => key), values, version: this.#codec.writeVersion };
    const statements = this.#repository.within(tx);
    return ifAbsent ? statements.createSecrets(rows) : statements.setSecrets(rows);
  }

  /** Deletes secrets in one statement. @returns the keys that had one. */
  async delete(keys: readonly string[], { tx }: InTransaction = {}): Promise<readonly string[]> {
    if (keys.length === 0) return [];
    return this.#repository.within(tx).deleteSecrets({ keys });
  }

  /** A page of keys in the order of their UTF-8 bytes. */
  async list({ prefix, after, limit }: KeyPage, { tx }: InTransaction = {}): Promise<readonly string[]> {
    return this.#repository.within(tx).listSecretKeys({ ...keyRange(prefix), after: after ?? '', limit });
  }

  /** How many keys start with the prefix. */
  async count(prefix: string, { tx }: InTransaction = {}): Promise<number> {
    return this.#repository.within(tx).countSecrets(keyRange(prefix));
  }

  /**
   * Encrypts anew what is not under the cipher's current key, in batches, while the secrets are in use: also what is of
   * version 1 or 2, or of another format. Readers notice nothing; whoever sets or deletes a secret meanwhile wins. Secrets
   * that cannot be read stay as they are, and are listed. It can be ended at any time, also by a crash, and be called again;
   * two at once do no harm.
   *
   * First give all processes the new key as a previous one, then as the current one, and then rotate.
   *
   * @throws {SecretStoreError} `INVALID_INPUT`, also where this provider writes version 2; `PROVIDER_UNAVAILABLE` when the
   * cipher fails.
   * @throws the signal's reason when it is aborted
   * @example
   * const { rotated, skipped, remaining } = await provider.rotate({ onProgress: ({ rotated, total }) => show(rotated / total) });
   */
  rotate(options: RotateSecretsOptions = {}): Promise<RotationResult> {
    return rotateSecrets({ repository: this.#repository, codec: this.#codec }, options);
  }

  /** How many secrets there are under each key: one under which there are none can be dropped. */
  encryptionStatus(): Promise<readonly EncryptionStatus[]> {
    return getEncryptionStatus({ repository: this.#repository, codec: this.#codec });
  }

  async #read(keys: readonly string[], statements: SecretStatements): Promise<readonly GetSecretsRow[]> {
    const [key, ...others] = keys;
    if (key === undefined) return [];
    if (others.length > 0) return statements.getSecrets({ keys });
    const row = await statements.getSecret({ key });
    return row === null ? [] : [row];
  }
}
