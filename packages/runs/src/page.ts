import { isUuid } from '@kongflow/protocol';
import { RunsError } from './errors.ts';

/** Which part of a list to read. */
export interface PageInput {
  /** The id of the first row of the page: the `nextCursor` of the page before. Default: the beginning. */
  readonly cursor?: string | undefined;
  /** Rows of the page, 1 to 50. Default 20. */
  readonly take?: number | undefined;
}

const DEFAULT_SIZE = 20;
const MAX_SIZE = 50;

/**
 * Fills in the defaults of a page. One row more than the page is asked for: it is where the next one begins.
 * @throws {RunsError} `INVALID_CURSOR`
 */
export function parsePage({ cursor, take = DEFAULT_SIZE }: PageInput): {
  cursor: string | null;
  size: number;
  limit: number;
} {
  if (cursor !== undefined && !isUuid(cursor))
    throw new RunsError('INVALID_CURSOR', 'The cursor is not one that this API gave out');
  const size = Number.isNaN(take) ? DEFAULT_SIZE : Math.min(Math.max(1, Math.trunc(take)), MAX_SIZE);
  return { cursor: cursor ?? null, size, limit: size + 1 };
}

/** Cuts the row that is too many off, and makes it the cursor of the next page; absent on the last one. */
export function cutPage<Row extends { readonly id: string }>(
  rows: readonly Row[],
  size: number,
): { rows: readonly Row[]; next: { nextCursor?: string } } {
  const beyond = rows[size];
  return { rows: rows.slice(0, size), next: beyond === undefined ? {} : { nextCursor: beyond.id } };
}
