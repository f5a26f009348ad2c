import { auditRead, type Reading } from './audit-read.ts';
import { SecretStoreError } from './errors.ts';
import { measureOperation } from './measure-operation.ts';
import type { InTransaction } from './providers/provider.ts';
import { parseSecret, type SecretOf, type SecretSchema } from './secret-schema.ts';
import { fullKey, fullKeys, relativeKey, type StoreContext } from './store-context.ts';

/** Schemas by key. */
export type SecretSchemas = Readonly<Record<string, SecretSchema<unknown>>>;

/** Secrets by key; those that are missing are undefined. */
export type SecretsOf<Schemas extends SecretSchemas> = {
  [Key in keyof Schemas]: SecretOf<Schemas[Key]> | undefined;
};

/** See `SecretStore.getSecret`. */
export async function getSecret<Output>(
  context: StoreContext,
  key: string,
  schema: SecretSchema<Output>,
  options: InTransaction = {},
): Promise<Output | undefined> {
  return measureOperation(
    context,
    'get',
    async () => {
      const [value] = await readSecrets(context, [fullKey(context, key)], () => schema, options);
      return value;
    },
    (value) => (value === undefined ? 'not_found' : 'ok'),
  );
}

/** See `SecretStore.getSecretOrThrow`. */
export async function getSecretOrThrow<Output>(
  context: StoreContext,
  key: string,
  schema: SecretSchema<Output>,
  options: InTransaction = {},
): Promise<Output> {
  const value = await getSecret(context, key, schema, options);
  if (value !== undefined) return value;
  const full = fullKey(context, key);
  const message = `Unable to find secret ${full} in ${context.provider.name}`;
  throw new SecretStoreError('SECRET_NOT_FOUND', message, { key: full });
}

/** See `SecretStore.getSecrets`. */
export async function getSecrets<const Schemas extends SecretSchemas>(
  context: StoreContext,
  schemas: Schemas,
  options?: InTransaction,
): Promise<SecretsOf<Schemas>>;
export async function getSecrets(
  context: StoreContext,
  schemas: SecretSchemas,
  options: InTransaction = {},
): Promise<Record<string, unknown>> {
  return measureOperation(context, 'get_batch', async () => {
    const keys = fullKeys(context, Object.keys(schemas));
    const values = await readSecrets(context, keys, (key) => schemas[relativeKey(context, key)], options);
    return Object.fromEntries(keys.map((key, index) => [relativeKey(context, key), values[index]]));
  });
}

async function readSecrets<Output>(
  context: StoreContext,
  keys: readonly string[],
  schemaOf: (key: string) => SecretSchema<Output> | undefined,
  { tx }: InTransaction,
): Promise<readonly (Output | undefined)[]> {
  if (keys.length === 0) return [];
  return auditRead(context, {
    action: 'get',
    keys,
    tx,
    fetch: () => context.provider.get(keys, { tx }),
    readingOf: (texts, key) => read(key, texts.get(key), schemaOf(key)),
  });
}

function read<Output>(
  key: string,
  text: string | undefined,
  schema: SecretSchema<Output> | undefined,
): Reading<Output | undefined> {
  if (text === undefined || schema === undefined) return { result: 'not_found', value: undefined };
  try {
    const value = parseSecret(key, text, schema);
    return { result: value === undefined ? 'not_found' : 'ok', value };
  } catch (error) {
    if (error instanceof SecretStoreError) return { error };
    throw error;
  }
}
