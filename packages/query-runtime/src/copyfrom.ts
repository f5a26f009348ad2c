import { arrayText } from './encode-value.ts';
import { BatchError } from './errors.ts';
import type { Queryable, Statement } from './queryable.ts';
import { run } from './run.ts';
import { sendBatch } from './send-batch.ts';

/** Rows in one statement. Beyond this nothing is gained, and client and server hold all of it in memory several times. */
const MOST_ROWS = 10_000;

/**
 * Inserts rows, given as an array of values for each column (`:copyfrom`); how many it inserted. Many rows are several
 * statements, in one round trip and one transaction.
 */
export async function copyfrom<R>(
  db: Queryable,
  statement: Statement,
  rows: readonly R[],
  columns: (rows: readonly R[]) => unknown[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const all = columns(rows);
  if (rows.length <= MOST_ROWS) return (await run(db, statement, all)).rowCount ?? 0;
  const starts: number[] = [];
  for (let start = 0; start < rows.length; start += MOST_ROWS) starts.push(start);
  try {
    const results = await sendBatch(db, statement, starts, (start) =>
      all.map((values) => (Array.isArray(values) ? values.slice(start, start + MOST_ROWS) : values)),
    );
    return results.reduce((sum, { rowCount }) => sum + rowCount, 0);
  } catch (error) {
    // Which part it was is nobody's business; PostgreSQL's error is the same as for few rows.
    throw error instanceof BatchError ? error.cause : error;
  }
}

/** A value of a column of arrays, for `copyfrom`: an element of its own, where pg would make a dimension of it. */
export function perRow(value: unknown): unknown {
  return Array.isArray(value) ? arrayText(value) : value;
}
