import { isDeepStrictEqual } from 'node:util';
import type { ProvidedSecret } from '../provider.ts';
import type { VaultContext } from './context.ts';
import { changedMeanwhile, MAX_ROUNDS } from './changed-meanwhile.ts';
import { putVersion } from './put-version.ts';
import { readSecret } from './read-secret.ts';
import { retryDelay } from './retry.ts';
import { toFields } from './secret-fields.ts';

/** Rounds in which a deletion by somebody else is waited for, some 10 seconds in all; one that lasts longer was broken off. */
const MAX_WAITS = 8;

/**
 * Writes a secret as its next version.
 * @returns false when it was to be written only if absent, and is there.
 */
export async function writeSecret(
  context: VaultContext,
  { key, text }: ProvidedSecret,
  ifAbsent: boolean,
): Promise<boolean> {
  const fields = toFields(key, text);
  const what = `Writing secret "${key}" to Vault`;
  // Most mounts take a write without a version; when this one does not, another write decides which version it is to replace.
  let version = ifAbsent ? 0 : undefined;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { kind, attempts } = await putVersion(context, key, fields, version, what);
    if (kind === 'written') return true;
    const stored = await readSecret(context, key);
    // An attempt whose answer was lost may be what changed the version.
    const isLostAttempt = attempts > 1 && version !== undefined && stored.version === version + 1;
    if (isLostAttempt && stored.text !== undefined && isDeepStrictEqual(JSON.parse(stored.text), JSON.parse(text)))
      return true;
    if (ifAbsent && stored.text !== undefined) return false;
    if (ifAbsent && stored.deletionMark !== undefined && round < MAX_WAITS) {
      // What is written before the deletion ends is deleted with the rest.
      await context.client.pause(retryDelay(round + 1, null));
      version = 0;
    } else {
      version = stored.version;
    }
  }
  throw changedMeanwhile(what, key);
}
