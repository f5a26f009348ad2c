import type { SSMClient } from '@aws-sdk/client-ssm';
import { compareKeys } from '../compare-keys.ts';
import type { InTransaction, KeyPage, ProvidedSecret, SecretProvider, SetOptions } from '../provider.ts';
import { refuseTransaction } from '../refuse-transaction.ts';
import type { ParameterStoreContext } from './context.ts';
import { deleteParameters } from './delete-parameters.ts';
import { getParameters } from './get-parameters.ts';
import { listParameters } from './list-parameters.ts';
import { type AwsParameterStoreProviderOptions, parseOptions } from './options.ts';
import { ParameterNames } from './parameter-name.ts';
import { createClient, type ParameterStoreClient } from './parameter-store-client.ts';
import { putParameters } from './put-parameters.ts';
import { RequestLimit } from '../request-limit.ts';

/**
 * Keeps secrets as SecureStrings in AWS Systems Manager Parameter Store, encrypted by KMS.
 *
 * Parameters made by hand or by Terraform below the path are secrets too, of any type: a value that is JSON is that JSON,
 * any other is a string. See {@link ParameterNames} for how keys and names go together. A batch is not atomic, and a list or
 * a count reads the names of all parameters of the prefix.
 *
 * @throws {SecretStoreError} from its methods: `PROVIDER_UNAVAILABLE` (throttled, down, out of reach), `PROVIDER_DENIED`
 *   (credentials, permissions), `PROVIDER_REJECTED` (limits, KMS key), `SECRET_TOO_LARGE`, `PARTIAL_WRITE`,
 *   `DAMAGED_SECRET`, `TRANSACTION_UNSUPPORTED`
 * @example
 * const store = new SecretStore({ provider: new AwsParameterStoreProvider({ path: '/kongflow/production' }) });
 */
export class AwsParameterStoreProvider implements SecretProvider {
  readonly name = 'aws-parameter-store';
  readonly database = null;
  readonly #context: ParameterStoreContext;
  #ownClient: SSMClient | undefined;

  /** @throws {SecretStoreError} `INVALID_INPUT` when an option is wrong */
  constructor(options: AwsParameterStoreProviderOptions = {}) {
    const settings = parseOptions(options);
    this.#context = {
      settings,
      names: new ParameterNames(settings.path),
      limit: new RequestLimit(settings.concurrency),
      client: () => settings.client ?? this.#makeClient(),
    };
  }

  async get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    refuseTransaction(this.name, options);
    return getParameters(this.#context, keys);
  }

  async set(secrets: readonly ProvidedSecret[], options: SetOptions = {}): Promise<readonly string[]> {
    refuseTransaction(this.name, options);
    return putParameters(this.#context, secrets, options.ifAbsent ?? false);
  }

  async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    refuseTransaction(this.name, options);
    return deleteParameters(this.#context, keys);
  }

  async list({ prefix, after, limit }: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    refuseTransaction(this.name, options);
    const keys = await listParameters(this.#context, prefix);
    return keys
      .filter((key) => after === null || compareKeys(key, after) > 0)
      .toSorted(compareKeys)
      .slice(0, limit);
  }

  async count(prefix: string, options?: InTransaction): Promise<number> {
    refuseTransaction(this.name, options);
    return (await listParameters(this.#context, prefix)).length;
  }

  /** Closes the connections of the client that was made here; one that was given is its owner's. */
  async close(): Promise<void> {
    this.#ownClient?.destroy();
  }

  #makeClient(): ParameterStoreClient {
    const { clientConfig, maxAttempts } = this.#context.settings;
    this.#ownClient ??= createClient(clientConfig, maxAttempts);
    return this.#ownClient;
  }
}
