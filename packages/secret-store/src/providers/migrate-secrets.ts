import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '@kongflow/logger';
import { SecretStoreError } from '../errors.ts';
import { errorCode } from '../measure-operation.ts';
import type { SecretStoreMetrics } from '../metrics.ts';
import type { SecretProvider } from './provider.ts';

/** From where to where secrets are copied. */
export interface Migration {
  readonly primary: SecretProvider;
  readonly fallback: SecretProvider;
  readonly logger: Logger;
  readonly metrics: SecretStoreMetrics;
}

/**
 * Copies secrets that were found in a fallback to the primary, unless somebody has set them there meanwhile.
 *
 * A delete takes a secret from the fallback first and from the primary last. When it runs between the reading and the
 * copying here, the copy would bring the secret back. Hence the second look at the fallback: what is gone from there was
 * deleted, and our copy of it goes too, unless it has been set to something else since. Providers know no conditional
 * delete, so that a secret which is deleted, then set anew in the instant between comparing and deleting is lost; the
 * other way, every delete could be undone by a read that began before it.
 *
 * A copy that fails does not fail the read: the secret is where it was, and the next read tries again.
 *
 * @returns the secrets without those that were deleted meanwhile.
 */
export async function migrateSecrets(
  migration: Migration,
  texts: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const { primary, fallback } = migration;
  const copied = await copy(migration, texts);
  if (copied.length === 0) return texts;
  const still = await fallback.get(copied);
  const deleted = new Set(copied.filter((key) => !still.has(key)));
  if (deleted.size === 0) return texts;
  const current = await primary.get([...deleted]);
  const ours = [...deleted].filter((key) => isSameJson(current.get(key), texts.get(key)));
  if (ours.length > 0) await primary.delete(ours);
  return new Map([...texts].filter(([key]) => !deleted.has(key)));
}

async function copy(
  { primary, fallback, logger, metrics }: Migration,
  texts: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const secrets = Array.from(texts, ([key, text]) => ({ key, text }));
  try {
    return await primary.set(secrets, { ifAbsent: true });
  } catch (error) {
    const code = errorCode(error);
    metrics.recordProviderError(primary.name, code);
    logger.warn('Secrets were read from a fallback, but could not be copied to the primary provider.', {
      primary: primary.name,
      fallback: fallback.name,
      copies: secrets.length,
      code,
      // Errors of ours hold no value; of others nobody knows.
      ...(error instanceof SecretStoreError ? { reason: error.message } : {}),
    });
    return error instanceof SecretStoreError ? (error.written ?? []) : [];
  }
}

/** Whether two texts are the same JSON: a backend may order members anew. */
function isSameJson(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a === b) return true;
  try {
    return isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
  } catch {
    return false;
  }
}
