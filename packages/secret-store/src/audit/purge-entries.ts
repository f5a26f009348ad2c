import type { Database } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import { z } from 'zod';
import { Queries } from '../generated/querier.ts';
import { ActorSchema, parseInput } from '../secret-key.ts';
import { appendEntries } from './append-entries.ts';
import { formatPurge } from './purge-key.ts';
import { readChainState } from './read-head.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const transaction = { isolation: 'read committed', retries: 5 } as const;

const InputSchema = z
  .object({
    actor: ActorSchema,
    batchSize: z.int().min(1).max(10_000),
    olderThanDays: z.int().min(1).max(36_500).optional(),
    before: z.date().optional(),
  })
  .refine(({ olderThanDays, before }) => (olderThanDays === undefined) !== (before === undefined), {
    path: ['before'],
    message: 'must be given, or olderThanDays, and not both',
  });

/** Which entries to delete. */
export interface PurgeAuditInput {
  /** Who does it, for the entry about it. */
  readonly actor: string;
  /** Entries from before so many days go; 1 to 36,500. */
  readonly olderThanDays?: number | undefined;
  /** Or those from before this time. */
  readonly before?: Date | undefined;
  /** Entries deleted in one transaction, while which nothing can be appended; 1 to 10,000. Default 1000. */
  readonly batchSize?: number | undefined;
  /** Gives up between two batches; what is deleted stays deleted. */
  readonly signal?: AbortSignal | undefined;
}

/** See `SecretAuditLog.purge`. */
export async function purgeEntries(
  { database, logger }: { readonly database: Database; readonly logger: Logger },
  { signal, ...options }: PurgeAuditInput,
): Promise<number> {
  const input = parseInput(InputSchema, { ...options, batchSize: options.batchSize ?? 1000 });
  const before = input.before ?? new Date(Date.now() - (input.olderThanDays ?? 0) * DAY_MS);
  const through = await recordPurge(database, input.actor, before);
  if (through === undefined) return 0;
  let total = 0;
  for (let count = 1; count > 0; total += count) {
    signal?.throwIfAborted();
    count = await deleteBatch(database, { through, limit: input.batchSize });
  }
  logger.info('Old entries of the secret audit log were deleted.', { actor: input.actor, before, count: total });
  return total;
}

/**
 * Says in an entry what will go before anything does: a mark behind it was not moved by a purge.
 * @returns the last entry to delete, or undefined when there is nothing to do.
 */
async function recordPurge(database: Database, actor: string, before: Date): Promise<number | undefined> {
  // Looked for without the lock, as there may be many: what others append meanwhile comes after it.
  const through = await new Queries(database).getAuditPurgeEnd({ before });
  return database.transaction(async (tx) => {
    const statements = new Queries(tx);
    await statements.lockAuditChain();
    const chain = await readChainState(statements);
    if (chain === undefined || through <= chain.mark.sequence) return undefined;
    await appendEntries(statements, [
      { actor, action: 'purge', key: formatPurge({ before, through }), provider: 'audit', result: 'ok' },
    ]);
    return through;
  }, transaction);
}

/** Moves the mark and deletes in one transaction: the chain can be verified before and after, and there is no between. */
async function deleteBatch(
  database: Database,
  batch: { readonly through: number; readonly limit: number },
): Promise<number> {
  return database.transaction(async (tx) => {
    const statements = new Queries(tx);
    await statements.lockAuditChain();
    const purgedSequence = await statements.moveAuditPurgeMark(batch);
    return purgedSequence === null ? 0 : statements.deletePurgedAuditEntries({ purgedSequence });
  }, transaction);
}
