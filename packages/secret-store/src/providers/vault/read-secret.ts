import { z } from 'zod';
import { secretApiPath, type VaultContext } from './context.ts';
import { describeFailure, isNothing } from './describe-failure.ts';
import { fromFields, readDeletionMark } from './secret-fields.ts';
import type { VaultRequest } from './vault-transport.ts';

/** What Vault has under a key. */
export interface StoredSecret {
  /** Number of the last version; 0 when there is none. */
  readonly version: number;
  /** The JSON text; undefined when there is no version, or the last one was deleted. */
  readonly text: string | undefined;
  /** The mark of a deletion that is under way, or was never finished. */
  readonly deletionMark: string | undefined;
}

// A record of zod would drop a field called `__proto__`.
const FieldsSchema = z.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const MetadataSchema = z.object({ version: z.int().nonnegative() });

// Without metadata it is an answer of KV version 1.
const SecretSchema = z.object({ data: z.object({ data: FieldsSchema.nullable(), metadata: MetadataSchema }) });
const DeletedSchema = z.object({ data: z.object({ metadata: MetadataSchema }) });

/** Reads the last version of a secret. */
export async function readSecret(context: VaultContext, key: string): Promise<StoredSecret> {
  const request: VaultRequest = {
    method: 'GET',
    path: secretApiPath(context, 'data', key),
    what: `Reading secret "${key}" from Vault`,
    capability: 'read',
    key,
  };
  const answer = await context.client.request(request);
  if (isNothing(answer)) {
    const deleted = DeletedSchema.safeParse(answer.body);
    return { version: deleted.data?.data.metadata.version ?? 0, text: undefined, deletionMark: undefined };
  }
  const parsed = answer.status === 200 ? SecretSchema.safeParse(answer.body) : undefined;
  if (parsed?.success !== true) throw describeFailure(request, answer);
  const { data, metadata } = parsed.data.data;
  const fields = data ?? {};
  const deletionMark = readDeletionMark(fields);
  return { version: metadata.version, text: deletionMark === undefined ? fromFields(fields) : undefined, deletionMark };
}
