import type { Transaction } from '@kongflow/database';
import { newId } from '@kongflow/protocol';
import type { Json } from '@kongflow/protocol';
import type { RuntimeEnvironmentType } from '@kongflow/tenancy';
import type { EndpointsContext } from './context.ts';
import type { EndpointIndex, EndpointIndexSource } from './generated/models.ts';
import type { Querier } from './generated/querier.ts';

/** An index to make. */
export interface NewIndex {
  readonly endpointId: string;
  readonly environmentType: RuntimeEnvironmentType;
  readonly source: EndpointIndexSource;
  readonly reason?: string | null | undefined;
  readonly sourceData?: Json | undefined;
  /** How long its task waits, in milliseconds. Default: not at all. */
  readonly delayMs?: number;
}

/**
 * Inserts a PENDING index and enqueues the task that carries it out, in the caller's transaction: there is never one
 * without the other, so no index stays PENDING.
 */
export async function createIndex(
  queue: EndpointsContext['queue'],
  statements: Querier,
  tx: Transaction,
  { endpointId, environmentType, source, reason, sourceData, delayMs = 0 }: NewIndex,
): Promise<EndpointIndex> {
  const index = await statements.createIndex({
    id: newId(),
    endpointId,
    source,
    reason: reason ?? null,
    sourceData: sourceData ?? null,
  });
  await queue.enqueue(
    'performEndpointIndexing',
    { id: index.id },
    {
      tx,
      ...(delayMs > 0 ? { jobKey: indexJobKey(index.id), runAt: new Date(Date.now() + delayMs) } : {}),
      ...(environmentType === 'DEVELOPMENT' ? { maxAttempts: 1 } : {}),
    },
  );
  return index;
}

/** The job key of a delayed task that carries out an index. */
export function indexJobKey(indexId: string): string {
  return `index:${indexId}`;
}
