import { arrayText } from './encode-value.ts';
import { BatchError } from './errors.ts';
import type { Queryable, Statement } from './queryable.ts';
import { run } from './run.ts';
import { sendBatch } from './send-batch.ts';

/** Rows in one statement. Beyond this nothing is gained, and client and server hold all of it in memory several times. */
const MOST_ROWS = 10_000;
/** Characters in one statement, about: JavaScript's strings end at 2^29, PostgreSQL's messages at 2^30 bytes. */
const MOST_CHARACTERS = 2 ** 25;

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
  const parts = partsOf(all, rows.length);
  if (parts.length === 1) return (await run(db, statement, all)).rowCount ?? 0;
  try {
    const results = await sendBatch(db, statement, parts, ({ start, end }) =>
      all.map((values) => (Array.isArray(values) ? values.slice(start, end) : values)),
    );
    return results.reduce((sum, { rowCount }) => sum + rowCount, 0);
  } catch (error) {
    // Which part it was is nobody's business; PostgreSQL's error is the same as for few rows.
    throw error instanceof BatchError ? error.cause : error;
  }
}

/** Which rows go in one statement. */
interface Part {
  readonly start: number;
  readonly end: number;
}

function partsOf(columns: readonly unknown[], rows: number): Part[] {
  const parts: Part[] = [];
  let start = 0;
  let characters = 0;
  for (let row = 0; row < rows; row += 1) {
    const size = sizeOfRow(columns, row);
    if (row > start && (row - start === MOST_ROWS || characters + size > MOST_CHARACTERS)) {
      parts.push({ start, end: row });
      start = row;
      characters = 0;
    }
    characters += size;
  }
  return [...parts, { start, end: rows }];
}

/** Only what may be long counts; bytes are written as two characters each. */
function sizeOfRow(columns: readonly unknown[], row: number): number {
  let size = 0;
  for (const column of columns) {
    const value: unknown = Array.isArray(column) ? column[row] : undefined;
    if (typeof value === 'string') size += value.length;
    else if (ArrayBuffer.isView(value)) size += 2 * value.byteLength;
  }
  return size;
}

/** A value of a column of arrays, for `copyfrom`: an element of its own, where pg would make a dimension of it. */
export function perRow(value: unknown): unknown {
  return Array.isArray(value) ? arrayText(value) : value;
}
