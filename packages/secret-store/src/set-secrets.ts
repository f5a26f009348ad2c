import { findJsonProblem, formatPath } from '@kongflow/protocol';
import { auditWrite } from './audit-write.ts';
import { SecretStoreError } from './errors.ts';
import { measureOperation } from './measure-operation.ts';
import type { ProvidedSecret, SetOptions } from './providers/provider.ts';
import { fullKey, fullKeys, relativeKey, type StoreContext } from './store-context.ts';

/** What can be a secret: any JSON but null. Whether an object is JSON shows when it is set. */
export type SecretInput = string | number | boolean | object;

/** See `SecretStore.setSecret`. */
export async function setSecret(
  context: StoreContext,
  key: string,
  value: SecretInput,
  options: SetOptions = {},
): Promise<boolean> {
  return measureOperation(context, 'set', async () => {
    const written = await writeSecrets(context, [toProvided(fullKey(context, key), value)], options);
    return written.length > 0;
  });
}

/** See `SecretStore.setSecrets`. */
export async function setSecrets(
  context: StoreContext,
  values: Readonly<Record<string, SecretInput>>,
  options: SetOptions = {},
): Promise<readonly string[]> {
  return measureOperation(context, 'set_batch', async () => {
    const keys = fullKeys(context, Object.keys(values));
    const secrets = keys.map((key) => toProvided(key, values[relativeKey(context, key)]));
    const written = await writeSecrets(context, secrets, options);
    return written.map((key) => relativeKey(context, key));
  });
}

async function writeSecrets(
  context: StoreContext,
  secrets: readonly ProvidedSecret[],
  { tx, ifAbsent = false }: SetOptions,
): Promise<readonly string[]> {
  if (secrets.length === 0) return [];
  return auditWrite(context, {
    action: 'set',
    keys: secrets.map(({ key }) => key),
    tx,
    write: (transaction) => context.provider.set(secrets, { ...transaction, ifAbsent }),
    unchanged: 'exists',
  });
}

function toProvided(key: string, value: unknown): ProvidedSecret {
  if (value === null || value === undefined) {
    const message = `Secret ${key} must not be ${String(value)}: deleteSecret removes a secret.`;
    throw new SecretStoreError('INVALID_INPUT', message, { key });
  }
  const problem = findJsonProblem(value);
  if (problem !== null) {
    const where = problem.path.length === 0 ? 'its value' : formatPath(problem.path);
    throw new SecretStoreError('INVALID_INPUT', `Secret ${key} cannot be stored: ${where} ${problem.message}.`, {
      key,
    });
  }
  return { key, text: JSON.stringify(value) };
}
