import { z } from 'zod';
import { auditRead } from './audit-read.ts';
import { measureOperation } from './measure-operation.ts';
import type { InTransaction } from './providers/provider.ts';
import { parseInput } from './secret-key.ts';
import { fullKey, fullPrefix, relativeKey, type StoreContext } from './store-context.ts';

const PageSchema = z.object({ limit: z.int().min(1).max(1000) });

/** Which keys to list. */
export interface ListSecretKeysInput {
  /** Only keys that start with this. Default: all. */
  readonly prefix?: string | undefined;
  /** The `next` of the page before. Default: the first page. */
  readonly after?: string | null | undefined;
  /** Keys of a page, 1 to 1000. Default 100. */
  readonly limit?: number | undefined;
}

/** A page of keys. */
export interface SecretKeyPage {
  /** In the order of their UTF-8 bytes. */
  readonly keys: readonly string[];
  /** To be passed as `after` for the next page; null on the last one. */
  readonly next: string | null;
}

/** See `SecretStore.listSecretKeys`. */
export async function listSecretKeys(
  context: StoreContext,
  input: ListSecretKeysInput = {},
  { tx }: InTransaction = {},
): Promise<SecretKeyPage> {
  return measureOperation(context, 'list', async () => {
    const { limit } = parseInput(PageSchema, { limit: input.limit ?? 100 });
    const prefix = fullPrefix(context, input.prefix ?? '');
    const after = input.after === undefined || input.after === null ? start(context) : fullKey(context, input.after);
    const [keys = []] = await auditRead(context, {
      action: 'list',
      keys: [prefix],
      tx,
      // One more than asked for tells whether there is a next page.
      fetch: () => context.provider.list({ prefix, after, limit: limit + 1 }, { tx }),
      readingOf: (found) => ({ result: 'ok', value: found.map((key) => relativeKey(context, key)) }),
    });
    const page = keys.slice(0, limit);
    return { keys: page, next: keys.length > limit ? (page.at(-1) ?? null) : null };
  });
}

// A secret whose key is the scope itself is outside of it: within, its key would be empty, and no page could go on from there.
function start({ scope }: StoreContext): string | null {
  return scope === '' ? null : scope;
}
