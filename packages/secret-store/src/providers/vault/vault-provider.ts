import { partialWrite } from '../partial-write.ts';
import { RequestLimit } from '../request-limit.ts';
import type { InTransaction, KeyPage, ProvidedSecret, SecretProvider, SetOptions } from '../provider.ts';
import { refuseTransaction } from '../refuse-transaction.ts';
import { checkMount } from './check-mount.ts';
import type { VaultContext } from './context.ts';
import { deleteSecret } from './delete-secret.ts';
import { listKeys } from './list-keys.ts';
import { parseOptions, type VaultProviderOptions } from './options.ts';
import { readSecret } from './read-secret.ts';
import { VaultClient } from './vault-client.ts';
import { writeSecret } from './write-secret.ts';

/**
 * Keeps secrets in a KV version 2 secrets engine of HashiCorp Vault or OpenBao.
 *
 * A secret that is an object has its fields in Vault, so that `vault kv get` shows them and secrets made by hand can be read;
 * any other is the field `$value`. See {@link toSecretPath} for how keys and paths go together. A batch is not atomic, Vault
 * does not keep the order of fields, and a secret deleted by `vault kv delete` is absent but listed until its metadata is
 * deleted. `delete` removes all versions.
 *
 * The policy of the token grants `create`, `read` and `update` on `<mount>/data/<path>/*`, `list` and `delete` on
 * `<mount>/metadata/<path>/*`, and `list` on `<mount>/metadata/<path>/`.
 *
 * @throws {SecretStoreError} from its methods: `PROVIDER_UNAVAILABLE` (out of reach, sealed, over quota), `PROVIDER_DENIED`
 *   (credentials, policies), `PROVIDER_REJECTED` (wrong mount, KV version 1), `SECRET_TOO_LARGE`, `PARTIAL_WRITE`,
 *   `TRANSACTION_UNSUPPORTED`
 * @example
 * const provider = new VaultProvider({
 *   address: 'https://vault.example.com:8200',
 *   auth: { roleId, secretId: async () => (await readFile(file, 'utf8')).trim() },
 * });
 */
export class VaultProvider implements SecretProvider {
  readonly name = 'vault';
  readonly database = null;
  readonly #context: VaultContext;
  #mountCheck: Promise<void> | undefined;

  /** @throws {SecretStoreError} `INVALID_INPUT` when an option is wrong */
  constructor(options: VaultProviderOptions) {
    const settings = parseOptions(options);
    this.#context = { settings, client: new VaultClient(settings), limit: new RequestLimit(settings.concurrency) };
  }

  async get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    await this.#begin(options);
    const { results, failure } = await this.#context.limit.runAll(keys, (key) => readSecret(this.#context, key));
    if (failure !== undefined) throw failure.error;
    const texts = new Map<string, string>();
    for (const [position, key] of keys.entries()) {
      const text = results.get(position)?.text;
      if (text !== undefined) texts.set(key, text);
    }
    return texts;
  }

  async set(secrets: readonly ProvidedSecret[], options: SetOptions = {}): Promise<readonly string[]> {
    await this.#begin(options);
    const { results, failure } = await this.#context.limit.runAll(secrets, (secret) =>
      writeSecret(this.#context, secret, options.ifAbsent ?? false),
    );
    const written = secrets.filter((_, position) => results.get(position) === true).map(({ key }) => key);
    if (failure !== undefined) throw partialWrite(failure.error, 'written', written, secrets.length);
    return written;
  }

  async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    await this.#begin(options);
    const { results, failure } = await this.#context.limit.runAll(keys, (key) => deleteSecret(this.#context, key));
    const deleted = keys.filter((_, position) => results.get(position) === true);
    if (failure !== undefined) throw partialWrite(failure.error, 'deleted', deleted, keys.length);
    return deleted;
  }

  async list(page: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    await this.#begin(options);
    return listKeys(this.#context, page);
  }

  async count(prefix: string, options?: InTransaction): Promise<number> {
    await this.#begin(options);
    return (await listKeys(this.#context, { prefix, after: null, limit: Infinity })).length;
  }

  /** Ends renewals, and revokes the token if it was got by AppRole. */
  async close(): Promise<void> {
    await this.#context.client.close();
  }

  async #begin(options: InTransaction | undefined): Promise<void> {
    refuseTransaction(this.name, options);
    this.#mountCheck ??= checkMount(this.#context).catch((error: unknown) => {
      // Whoever mends it need not start anew.
      this.#mountCheck = undefined;
      throw error;
    });
    await this.#mountCheck;
  }
}
