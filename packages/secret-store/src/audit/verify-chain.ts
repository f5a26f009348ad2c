import type { Database } from '@kongflow/database';
import { z } from 'zod';
import { Queries } from '../generated/querier.ts';
import { parseInput } from '../secret-key.ts';
import { AnchorSchema } from './anchor.ts';
import { ChainWalk, type SecretAuditVerification } from './chain-walk.ts';
import { readChainState } from './read-head.ts';

const BEFORE_ALL = (-(2n ** 63n)).toString();
const InputSchema = z.object({ anchor: AnchorSchema.optional(), batchSize: z.int().min(1).max(10_000) });

/** How to verify the log. */
export interface VerifyAuditInput {
  /** An end of the chain, `<sequence>:<hash>`, that was noted elsewhere: shows what the log alone cannot. */
  readonly anchor?: string | undefined;
  /** Entries read at a time, 1 to 10,000. Default 1000. */
  readonly batchSize?: number | undefined;
  /** Gives up between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/** See `SecretAuditLog.verify`. */
export async function verifyChain(
  database: Database,
  { anchor, batchSize = 1000, signal }: VerifyAuditInput = {},
): Promise<SecretAuditVerification> {
  const input = parseInput(InputSchema, { anchor, batchSize });
  // One snapshot: neither what is appended meanwhile, nor what is purged, tears the chain.
  return database.transaction(
    async (tx) => {
      const statements = new Queries(tx);
      const walk = new ChainWalk(await readChainState(statements), input.anchor);
      let after: string | undefined = BEFORE_ALL;
      while (after !== undefined) {
        signal?.throwIfAborted();
        const entries = await statements.readAuditChain({ after, limit: input.batchSize });
        for (const entry of entries) walk.add(entry);
        after = entries.length < input.batchSize ? undefined : entries.at(-1)?.sequence;
      }
      return walk.finish();
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
