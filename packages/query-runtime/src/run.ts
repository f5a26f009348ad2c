import { parameterValues } from './encode-value.ts';
import { QueryResultError } from './errors.ts';
import type { Queryable, QueryConfig, QueryRows, Statement } from './queryable.ts';
import { rowTypes } from './row-types.ts';

/** A statement under its name, with its values as PostgreSQL reads them, for rows as arrays. */
export function queryConfig({ name, text, prepared }: Statement, values: unknown[]): QueryConfig {
  const sent = parameterValues(values);
  if (prepared === false) return { text, values: sent, rowMode: 'array', types: rowTypes };
  return { name, text, values: sent, rowMode: 'array', types: rowTypes };
}

/** Sends a statement. */
export function run(db: Queryable, statement: Statement, values: unknown[]): Promise<QueryRows> {
  return db.query(queryConfig(statement, values));
}

/**
 * The row, or null when there is none (`:one`).
 * @throws {QueryResultError} `UNEXPECTED_ROW_COUNT` when there is more than one: to take any of them would be a guess.
 */
export async function one<T>(
  db: Queryable,
  statement: Statement,
  values: unknown[],
  map: (row: unknown[]) => T,
): Promise<T | null> {
  return oneOf((await run(db, statement, values)).rows, statement, map);
}

/** The only row of a result, or null. */
export function oneOf<T>(rows: readonly unknown[][], statement: Statement, map: (row: unknown[]) => T): T | null {
  const row = rows[0];
  if (rows.length > 1) throw unexpected(statement, rows.length, 'at most one was');
  return row === undefined ? null : map(row);
}

/**
 * The only row of a statement that PostgreSQL proves to return one (`:one`).
 * @throws {QueryResultError} `UNEXPECTED_ROW_COUNT` when a trigger or a rule took the row away.
 */
export async function exactlyOne<T>(
  db: Queryable,
  statement: Statement,
  values: unknown[],
  map: (row: unknown[]) => T,
): Promise<T> {
  return exactlyOneOf((await run(db, statement, values)).rows, statement, map);
}

/** The only row of a result. */
export function exactlyOneOf<T>(rows: readonly unknown[][], statement: Statement, map: (row: unknown[]) => T): T {
  const row = rows[0];
  if (row === undefined || rows.length > 1) throw unexpected(statement, rows.length, 'exactly one was');
  return map(row);
}

function unexpected({ name }: Statement, rows: number, expected: string): QueryResultError {
  return new QueryResultError('UNEXPECTED_ROW_COUNT', `${name} returned ${rows} rows where ${expected} expected`);
}

/** Every row (`:many`). */
export async function many<T>(
  db: Queryable,
  statement: Statement,
  values: unknown[],
  map: (row: unknown[]) => T,
): Promise<T[]> {
  const { rows } = await run(db, statement, values);
  return rows.map((row) => map(row));
}

/** Runs the statement for its effect (`:exec`). */
export async function exec(db: Queryable, statement: Statement, values: unknown[]): Promise<void> {
  await run(db, statement, values);
}

/** The number of rows that the statement inserted, changed, deleted or selected (`:execrows`). */
export async function execrows(db: Queryable, statement: Statement, values: unknown[]): Promise<number> {
  return (await run(db, statement, values)).rowCount ?? 0;
}

/** What a statement did. */
export interface ExecResult {
  /** Rows that it inserted, changed, deleted or selected. */
  readonly rowCount: number;
  /** The command as PostgreSQL calls it: `INSERT`, `UPDATE`, `MERGE`, `CREATE`. */
  readonly command: string;
}

/** What the statement did (`:execresult`). */
export async function execresult(db: Queryable, statement: Statement, values: unknown[]): Promise<ExecResult> {
  const { rowCount, command } = await run(db, statement, values);
  return { rowCount: rowCount ?? 0, command: command ?? '' };
}
