import type { ItemResult } from './batch-query.ts';
import { BatchError } from './errors.ts';
import type { Queryable, Statement } from './queryable.ts';
import { exactlyOneOf, oneOf } from './run.ts';
import { sendBatch } from './send-batch.ts';

/**
 * Runs the statement for each item, for its effect (`:batchexec`). All of it happens, or nothing.
 * @throws {BatchError} with the item that failed.
 */
export async function batchexec<P>(
  db: Queryable,
  statement: Statement,
  items: readonly P[],
  encode: (item: P) => unknown[],
): Promise<void> {
  await sendBatch(db, statement, items, encode);
}

/**
 * Runs the statement for each item; every row of each, in the order of the items (`:batchmany`).
 * @throws {BatchError} with the item that failed.
 */
export async function batchmany<P, T>(
  db: Queryable,
  statement: Statement,
  items: readonly P[],
  encode: (item: P) => unknown[],
  map: (row: unknown[]) => T,
): Promise<T[][]> {
  return mapItems(await sendBatch(db, statement, items, encode), statement, (rows) => rows.map((row) => map(row)));
}

/**
 * Runs the statement for each item; the row of each or null, in the order of the items (`:batchone`).
 * @throws {BatchError} with the item that failed; its cause is `UNEXPECTED_ROW_COUNT` when it returned more than one row.
 */
export async function batchone<P, T>(
  db: Queryable,
  statement: Statement,
  items: readonly P[],
  encode: (item: P) => unknown[],
  map: (row: unknown[]) => T,
): Promise<(T | null)[]> {
  return mapItems(await sendBatch(db, statement, items, encode), statement, (rows) => oneOf(rows, statement, map));
}

/**
 * The same for a statement that PostgreSQL proves to return one row (`:batchone`).
 * @throws {BatchError} with the item that failed.
 */
export async function batchexactlyOne<P, T>(
  db: Queryable,
  statement: Statement,
  items: readonly P[],
  encode: (item: P) => unknown[],
  map: (row: unknown[]) => T,
): Promise<T[]> {
  return mapItems(await sendBatch(db, statement, items, encode), statement, (rows) =>
    exactlyOneOf(rows, statement, map),
  );
}

function mapItems<R>(results: readonly ItemResult[], { name }: Statement, map: (rows: unknown[][]) => R): R[] {
  return results.map(({ rows }, index) => {
    try {
      return map(rows);
    } catch (error) {
      throw new BatchError(name, index, error);
    }
  });
}
