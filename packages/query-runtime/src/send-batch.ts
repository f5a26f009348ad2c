import { BatchQuery, type ItemResult } from './batch-query.ts';
import { BatchError, QueryResultError } from './errors.ts';
import { encodeValue, type WireValue } from './encode-value.ts';
import { pipelinedQueries } from './pg-queries.ts';
import { isClientPool, onClientOf } from './pool-client.ts';
import type { Queryable, Statement } from './queryable.ts';

/**
 * Runs a statement once for each item, in one round trip and one transaction.
 * @throws {BatchError} with the item that failed. Nothing is done then: inside of a transaction that is the
 * transaction's doing, elsewhere the batch's own.
 */
export async function sendBatch<P>(
  db: Queryable,
  statement: Statement,
  items: readonly P[],
  encode: (item: P) => unknown[],
): Promise<readonly ItemResult[]> {
  if (items.length === 0) return [];
  const encoded = items.map((item, index): WireValue[] => {
    try {
      return encode(item).map((value) => encodeValue(value));
    } catch (error) {
      throw new BatchError(statement.name, index, error);
    }
  });
  const batch = new BatchQuery(statement, encoded);
  batch.becomeOneOf(pipelinedQueries(db));
  try {
    await (isClientPool(db) ? onClientOf(db) : db).query(batch);
  } catch (error) {
    // Without a connection, no item is to blame.
    throw batch.sent ? new BatchError(statement.name, batch.failedItem, error) : error;
  }
  if (!batch.sent)
    throw new QueryResultError(
      'BATCH_UNSUPPORTED',
      `${statement.name} is a batch, and the database did not hand it to pg as it is: its query method must pass on the very object that it gets`,
    );
  return batch.results;
}
