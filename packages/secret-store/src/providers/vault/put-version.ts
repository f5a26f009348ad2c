import { z } from 'zod';
import { secretApiPath, type VaultContext } from './context.ts';
import { describeFailure, says } from './describe-failure.ts';
import type { VaultRequest } from './vault-transport.ts';

/** What became of a write. */
export interface PutResult {
  readonly kind: 'written' | 'otherVersion' | 'versionNeeded';
  /** How often it was sent: when more than once, Vault may have done it before the time it answered. */
  readonly attempts: number;
}

const WrittenSchema = z.object({ data: z.object({ version: z.int().positive() }) });

/**
 * Writes the next version of a secret.
 * @param fields JSON of what it shall hold.
 * @param version the number its last version must have, deleted or not; 0 when there must be none. Default: any, which a mount
 *   with `cas_required` does not take.
 */
export async function putVersion(
  context: VaultContext,
  key: string,
  fields: string,
  version: number | undefined,
  what: string,
): Promise<PutResult> {
  const request: VaultRequest = {
    method: 'POST',
    path: secretApiPath(context, 'data', key),
    body: version === undefined ? `{"data":${fields}}` : `{"data":${fields},"options":{"cas":${version}}}`,
    what,
    capability: 'create and update',
    key,
  };
  const answer = await context.client.request(request);
  const { attempts } = answer;
  if (answer.status === 200 && WrittenSchema.safeParse(answer.body).success) return { kind: 'written', attempts };
  if (answer.status === 400 && version === undefined) {
    if (says(answer, 'check-and-set parameter required for this call')) return { kind: 'versionNeeded', attempts };
  } else if (answer.status === 400 && says(answer, 'check-and-set parameter did not match the current version')) {
    return { kind: 'otherVersion', attempts };
  }
  throw describeFailure(request, answer);
}
