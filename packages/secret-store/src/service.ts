import { z } from 'zod';
import type { SecretAudit } from './audit/audit.ts';
import { type CountSecretsInput, countSecrets } from './count-secrets.ts';
import { deleteSecret, deleteSecrets } from './delete-secrets.ts';
import { getSecret, getSecretOrThrow, getSecrets, type SecretSchemas, type SecretsOf } from './get-secrets.ts';
import { listSecretKeys, type ListSecretKeysInput, type SecretKeyPage } from './list-secret-keys.ts';
import { SecretStoreMetrics } from './metrics.ts';
import type { InTransaction, SecretProvider, SetOptions } from './providers/provider.ts';
import { ActorSchema, parseInput, SecretPrefixSchema } from './secret-key.ts';
import type { SecretSchema } from './secret-schema.ts';
import { type SecretInput, setSecret, setSecrets } from './set-secrets.ts';
import type { StoreContext } from './store-context.ts';

/** What a `SecretStore` is made of. */
export interface SecretStoreOptions {
  /** Where secrets are kept. */
  readonly provider: SecretProvider;
  /** Where each access leaves an entry. Default: nowhere. */
  readonly audit?: SecretAudit | undefined;
  /** Whether reads, listings and counts leave one too. Default true. */
  readonly auditReads?: boolean | undefined;
  /** Who acts, for the audit log; `as` makes it another. Default `system`. */
  readonly actor?: string | undefined;
  /** How all keys start; `scope` gives a view with another. Default '': the whole store. */
  readonly scope?: string | undefined;
  /** Default: metrics through the global meter provider of OpenTelemetry. */
  readonly metrics?: SecretStoreMetrics | undefined;
}

const ViewSchema = z.object({ actor: ActorSchema, scope: SecretPrefixSchema });
const ScopeSchema = z.object({ prefix: SecretPrefixSchema.min(1, 'must not be empty') });

/**
 * Secrets by key, typed by schemas of zod.
 *
 * With an audit log, nothing is read or changed without an entry. A read hands out its value once the entry is stored; it
 * leaves it outside of the caller's transaction, so that a rollback does not take it back. A write shares one transaction
 * with its entry where the provider and the log share a database; elsewhere an entry `attempted` comes first and the
 * outcome after it.
 *
 * A transaction of the caller's that writes holds the log until it ends. Keep it short, pass `{ tx }` to every call of the
 * store in it, as a call without would wait for the transaction, and the transaction for the call, and give it `retries`:
 * where others write the same keys, PostgreSQL may end it with `DEADLOCK`. A call without `{ tx }` is retried by itself.
 *
 * Errors name keys, never values. Beside those of each method, all of them throw what the provider throws:
 * `PROVIDER_DENIED`, `PROVIDER_REJECTED`, `PROVIDER_UNAVAILABLE`, `DAMAGED_SECRET`, `UNDECRYPTABLE_SECRET`,
 * `UNKNOWN_ENCRYPTION_KEY`, and errors of the database.
 *
 * @example
 * const store = new SecretStore({ provider, audit, actor: 'system' });
 * await store.setSecret('oauth.github', { clientId: 'id', clientSecret: 'secret' });
 * const github = await store.getSecret('oauth.github', z.object({ clientId: z.string(), clientSecret: z.string() }));
 */
export class SecretStore {
  readonly #context: StoreContext;

  /** @throws {SecretStoreError} `INVALID_INPUT` when the actor or the scope is no valid one */
  constructor(options: SecretStoreOptions) {
    const { provider, audit, auditReads = true, actor = 'system', scope = '', metrics } = options;
    this.#context = {
      provider,
      audit,
      auditReads,
      metrics: metrics ?? new SecretStoreMetrics(),
      ...parseInput(ViewSchema, { actor, scope }),
    };
  }

  /** Name of the provider, as errors and metrics give it. */
  get providerName(): string {
    return this.#context.provider.name;
  }

  /**
   * The same store with another actor in its entries.
   * @param actor 1 to 500 characters, such as `user:42`.
   * @throws {SecretStoreError} `INVALID_INPUT`
   * @example
   * await store.as('user:42').setSecret('oauth.github', { clientId, clientSecret });
   */
  as(actor: string): SecretStore {
    return this.#view({ actor });
  }

  /**
   * The part of this store whose keys start with the prefix. Its callers give and get keys without it; the audit log and
   * errors have them in full. A scope of a scope has both prefixes.
   * @param prefix 1 to 500 characters; end it with a separator, or `env/4` also has the keys of `env/42`.
   * @throws {SecretStoreError} `INVALID_INPUT`
   * @example
   * await store.scope('environments/42/').setSecret('slack', { token }); // the key is environments/42/slack
   */
  scope(prefix: string): SecretStore {
    return this.#view({ scope: this.#context.scope + parseInput(ScopeSchema, { prefix }).prefix });
  }

  /**
   * Reads a secret.
   * @returns undefined when there is none.
   * @throws {SecretStoreError} `INVALID_SECRET` when it does not fit the schema; `INVALID_INPUT`
   */
  getSecret<Output>(key: string, schema: SecretSchema<Output>, options?: InTransaction): Promise<Output | undefined> {
    return getSecret(this.#context, key, schema, options);
  }

  /**
   * Reads a secret that has to be there.
   * @throws {SecretStoreError} `SECRET_NOT_FOUND`, `INVALID_SECRET`, `INVALID_INPUT`
   */
  getSecretOrThrow<Output>(key: string, schema: SecretSchema<Output>, options?: InTransaction): Promise<Output> {
    return getSecretOrThrow(this.#context, key, schema, options);
  }

  /**
   * Reads up to 1000 secrets in one call of the provider.
   * @param schemas the schema of each secret, by key.
   * @returns the secrets by key; those that are missing are undefined.
   * @throws {SecretStoreError} `INVALID_SECRET` when any of them does not fit its schema; `INVALID_INPUT`
   * @example
   * const { slack, github } = await store.getSecrets({ slack: Token, github: OAuthClient });
   */
  getSecrets<const Schemas extends SecretSchemas>(
    schemas: Schemas,
    options?: InTransaction,
  ): Promise<SecretsOf<Schemas>> {
    return getSecrets(this.#context, schemas, options);
  }

  /**
   * Stores a secret, replacing what was there.
   * @param value any JSON but null: no undefined members, dates or instances of classes.
   * @returns whether it was written: false only with `ifAbsent`, when there was one.
   * @throws {SecretStoreError} `INVALID_INPUT`, `SECRET_TOO_LARGE`, `TRANSACTION_UNSUPPORTED`
   */
  setSecret(key: string, value: SecretInput, options?: SetOptions): Promise<boolean> {
    return setSecret(this.#context, key, value, options);
  }

  /**
   * Stores up to 1000 secrets in one call of the provider.
   * @param values the secrets by key.
   * @returns the keys that were written: all of them, or with `ifAbsent` those that had no secret.
   * @throws {SecretStoreError} `INVALID_INPUT`, `SECRET_TOO_LARGE`, `TRANSACTION_UNSUPPORTED`; `PARTIAL_WRITE` with
   * `written` where the provider cannot store a batch at once
   */
  setSecrets(values: Readonly<Record<string, SecretInput>>, options?: SetOptions): Promise<readonly string[]> {
    return setSecrets(this.#context, values, options);
  }

  /**
   * Deletes a secret.
   * @returns whether there was one.
   * @throws {SecretStoreError} `INVALID_INPUT`, `TRANSACTION_UNSUPPORTED`
   */
  deleteSecret(key: string, options?: InTransaction): Promise<boolean> {
    return deleteSecret(this.#context, key, options);
  }

  /**
   * Deletes up to 1000 secrets.
   * @returns the keys that had one.
   * @throws {SecretStoreError} `INVALID_INPUT`, `TRANSACTION_UNSUPPORTED`; `PARTIAL_WRITE`
   */
  deleteSecrets(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    return deleteSecrets(this.#context, keys, options);
  }

  /**
   * Lists keys, in the order of their UTF-8 bytes.
   * @throws {SecretStoreError} `INVALID_INPUT`
   * @example
   * for (let after: string | null = null; ; ) {
   *   const { keys, next } = await store.listSecretKeys({ prefix: 'oauth.', after });
   *   …
   *   if (next === null) break;
   *   after = next;
   * }
   */
  listSecretKeys(input?: ListSecretKeysInput, options?: InTransaction): Promise<SecretKeyPage> {
    return listSecretKeys(this.#context, input, options);
  }

  /**
   * Counts secrets.
   * @throws {SecretStoreError} `INVALID_INPUT`
   */
  getSecretCount(input?: CountSecretsInput, options?: InTransaction): Promise<number> {
    return countSecrets(this.#context, input, options);
  }

  #view(change: { readonly actor?: string; readonly scope?: string }): SecretStore {
    return new SecretStore({ ...this.#context, ...change });
  }
}
