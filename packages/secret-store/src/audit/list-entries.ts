import { z } from 'zod';
import type { SecretAuditEntry as EntryRow } from '../generated/models.ts';
import type { Querier } from '../generated/querier.ts';
import { keyRange } from '../providers/database/key-range.ts';
import { ActorSchema, parseInput, SecretKeySchema, SecretPrefixSchema } from '../secret-key.ts';
import { SecretActionSchema } from './audit-record.ts';
import type { SecretAction, SecretAuditRecord } from './audit.ts';

/** An entry of the log. */
export interface SecretAuditEntry extends SecretAuditRecord {
  /** Its place in the chain. */
  readonly sequence: number;
  readonly occurredAt: Date;
  /** Hexadecimal; `<sequence>:<hash>` is an anchor. */
  readonly hash: string;
}

/** A page of entries. */
export interface SecretAuditPage {
  readonly entries: readonly SecretAuditEntry[];
  /** To be passed as `before`, or as `after` where entries come oldest first, for the next page; null on the last one. */
  readonly next: number | null;
}

/** Which entries to list; those that fit all that is given. */
export interface ListAuditInput {
  /** Those of this key, or not together with it, of the keys that start with a prefix. */
  readonly key?: string | undefined;
  readonly keyPrefix?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: SecretAction | undefined;
  /** Those of this time and later. */
  readonly from?: Date | undefined;
  /** Those before this time. */
  readonly to?: Date | undefined;
  /** Newest first, those before this sequence. Default: from the newest one on. */
  readonly before?: number | undefined;
  /** Oldest first, those after this sequence; 0 for the beginning. Not together with `before`. */
  readonly after?: number | undefined;
  /** Entries of a page, 1 to 1000. Default 100. */
  readonly limit?: number | undefined;
}

const InputSchema = z
  .object({
    key: SecretKeySchema.optional(),
    keyPrefix: SecretPrefixSchema.min(1, 'must not be empty').optional(),
    actor: ActorSchema.optional(),
    action: SecretActionSchema.optional(),
    from: z.date().optional(),
    to: z.date().optional(),
    before: z.int().min(0).optional(),
    after: z.int().min(0).optional(),
    limit: z.int().min(1).max(1000),
  })
  .refine(({ key, keyPrefix }) => key === undefined || keyPrefix === undefined, {
    path: ['keyPrefix'],
    message: 'must not be given together with key',
  })
  .refine(({ before, after }) => before === undefined || after === undefined, {
    path: ['after'],
    message: 'must not be given together with before',
  });

type Filters = z.output<typeof InputSchema>;

/** See `SecretAuditLog.list`. */
export async function listEntries(statements: Querier, input: ListAuditInput = {}): Promise<SecretAuditPage> {
  const {
    before = Number.MAX_SAFE_INTEGER,
    after,
    ...filters
  } = parseInput(InputSchema, {
    ...input,
    limit: input.limit ?? 100,
  });
  // One more than asked for tells whether there is a next page.
  const { limit } = filters;
  const rows = await (after === undefined
    ? newestFirst(statements, { ...filters, before, limit: limit + 1 })
    : oldestFirst(statements, { ...filters, after, limit: limit + 1 }));
  const page = rows.slice(0, limit);
  return { entries: page.map(toEntry), next: rows.length > limit ? (page.at(-1)?.sequence ?? null) : null };
}

/** The statement whose index leads to the fewest entries. */
function newestFirst(
  statements: Querier,
  { key, keyPrefix, actor, action, ...filters }: Omit<Filters, 'after'> & { readonly before: number },
): Promise<EntryRow[]> {
  if (key !== undefined) return statements.listAuditEntriesOfKey({ ...filters, key, actor, action });
  if (keyPrefix !== undefined) {
    return statements.listAuditEntriesOfPrefix({ ...filters, ...boundsOf(keyPrefix), actor, action });
  }
  if (actor !== undefined) return statements.listAuditEntriesOfActor({ ...filters, actor, action });
  if (hasTime(filters)) return statements.listAuditEntriesOfTime({ ...filters, action });
  if (action !== undefined) return statements.listAuditEntriesOfAction({ ...filters, action });
  return statements.listAuditEntries(filters);
}

function oldestFirst(
  statements: Querier,
  { key, keyPrefix, actor, action, ...filters }: Omit<Filters, 'before'> & { readonly after: number },
): Promise<EntryRow[]> {
  if (key !== undefined) return statements.listAuditEntriesOfKeyAscending({ ...filters, key, actor, action });
  if (keyPrefix !== undefined) {
    return statements.listAuditEntriesOfPrefixAscending({ ...filters, ...boundsOf(keyPrefix), actor, action });
  }
  if (actor !== undefined) return statements.listAuditEntriesOfActorAscending({ ...filters, actor, action });
  if (hasTime(filters)) return statements.listAuditEntriesOfTimeAscending({ ...filters, action });
  if (action !== undefined) return statements.listAuditEntriesOfActionAscending({ ...filters, action });
  return statements.listAuditEntriesAscending(filters);
}

function hasTime({ from, to }: Pick<Filters, 'from' | 'to'>): boolean {
  return from !== undefined || to !== undefined;
}

function boundsOf(keyPrefix: string): { readonly firstKey: string; readonly endKey: string } {
  const { from, before } = keyRange(keyPrefix);
  return { firstKey: from, endKey: before };
}

function toEntry({ sequence, occurredAt, actor, action, key, provider, result, hash }: EntryRow): SecretAuditEntry {
  return { sequence, occurredAt, actor, action, key, provider, result, hash: hash.toString('hex') };
}
