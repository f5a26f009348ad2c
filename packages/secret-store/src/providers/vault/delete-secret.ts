import { randomUUID } from 'node:crypto';
import { secretApiPath, type VaultContext } from './context.ts';
import { changedMeanwhile, MAX_ROUNDS } from './changed-meanwhile.ts';
import { describeFailure } from './describe-failure.ts';
import { putVersion } from './put-version.ts';
import { readSecret } from './read-secret.ts';
import { toDeletionMark } from './secret-fields.ts';
import type { VaultRequest } from './vault-transport.ts';

/**
 * Deletes a secret with all its versions.
 *
 * Vault does not tell whether it deleted anything. So a version that marks the deletion is written first, in place of the one
 * that was read: only one of several callers can do that. A deletion that broke off after it is finished by the next one.
 *
 * @returns whether there was one, and it was deleted here.
 */
export async function deleteSecret(context: VaultContext, key: string): Promise<boolean> {
  const what = `Deleting secret "${key}" from Vault`;
  const mark = randomUUID();
  let marked: { readonly wasThere: boolean } | undefined;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const stored = await readSecret(context, key);
    if (marked !== undefined && stored.deletionMark === mark)
      return removeVersions(context, key, what, marked.wasThere);
    if (stored.version === 0) return false;
    const wasThere = stored.text !== undefined;
    const { kind, attempts } = await putVersion(context, key, toDeletionMark(mark), stored.version, what);
    if (kind === 'written') return removeVersions(context, key, what, wasThere);
    // An attempt whose answer was lost may have left the mark.
    marked = attempts > 1 ? { wasThere } : undefined;
  }
  throw changedMeanwhile(what, key);
}

async function removeVersions(context: VaultContext, key: string, what: string, wasThere: boolean): Promise<boolean> {
  const path = secretApiPath(context, 'metadata', key);
  const request: VaultRequest = { method: 'DELETE', path, what, capability: 'delete', key };
  const answer = await context.client.request(request);
  if (answer.status !== 204 && answer.status !== 200) throw describeFailure(request, answer);
  return wasThere;
}
