/**
 * What generated query functions call: run a named statement, map its rows, decode what `pg` leaves undecoded.
 * Nothing here knows a table; everything a query needs to know stands in its generated file.
 *
 * Without dependencies: this is all that generated code brings into a program, beside `pg`.
 */

/** A statement as generated code hands it over: named, so that PostgreSQL parses it once a connection, and with rows as arrays. */
export interface QueryConfig {
  name?: string;
  text: string;
  values: unknown[];
  rowMode: 'array';
}

/** Rows as arrays, and how many rows the statement touched. */
export interface QueryRows {
  rows: unknown[][];
  rowCount: number | null;
}

/** All that generated code needs of a connection: `Database`, `Transaction` and pg's `Pool` and `Client` have it. */
export interface Queryable {
  query(config: QueryConfig): Promise<QueryRows>;
}

/** A statement's text and the name it is prepared under; the name holds a hash of the text, as one name may not carry two texts. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A JSON value as PostgreSQL returns it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a JSON parameter accepts: readonly values too, and absent properties, which JSON leaves out. */
export type JsonInput =
  | null
  | boolean
  | number
  | string
  | readonly JsonInput[]
  | { readonly [key: string]: JsonInput | undefined };

/** How a result may contradict what the generated code was promised. */
export type QueryResultErrorCode = 'UNEXPECTED_ROW_COUNT' | 'UNSAFE_INTEGER';

/** A result that contradicts what the generated code was promised. */
export class QueryResultError extends Error {
  readonly code: QueryResultErrorCode;

  constructor(code: QueryResultErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'QueryResultError';
    this.code = code;
  }
}

function run(db: Queryable, statement: Statement, values: unknown[]): Promise<QueryRows> {
  return db.query({ name: statement.name, text: statement.text, values, rowMode: 'array' });
}

/** The first row, or null when there is none (`:one`). */
export async function one<T>(
  db: Queryable,
  statement: Statement,
  values: unknown[],
  map: (row: unknown[]) => T,
): Promise<T | null> {
  const [row] = (await run(db, statement, values)).rows;
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
  const { rows } = await run(db, statement, values);
  const [row] = rows;
  if (row === undefined || rows.length > 1) {
    throw new QueryResultError(
      'UNEXPECTED_ROW_COUNT',
      `${statement.name} returned ${rows.length} rows where exactly one was expected`,
    );
  }
  return map(row);
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

/** A JSON parameter. pg would send an array as a PostgreSQL array and a string unquoted; `null` is the JSON null. */
export function json(value: unknown): string | undefined {
  return JSON.stringify(value);
}

/** A JSON parameter of a nullable column: `null` and `undefined` are SQL's NULL. */
export function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** A parameter of type `json[]` or `jsonb[]`, each element encoded by `encode`. */
export function jsonArray(
  values: readonly unknown[] | null | undefined,
  encode: (value: unknown) => string | null | undefined,
): unknown[] | null {
  return values ? values.map((value) => encode(value)) : null;
}

/**
 * A bigint column as a number.
 * @throws {QueryResultError} `UNSAFE_INTEGER` beyond 2^53 - 1, where a number would round it silently.
 */
export function int8(value: unknown): number {
  const result = Number(value);
  if (!Number.isSafeInteger(result)) {
    throw new QueryResultError(
      'UNSAFE_INTEGER',
      'A bigint column holds a value beyond 2^53 - 1: set "int8" to "bigint" or "string" in pgtyped.config.json',
    );
  }
  return result;
}

/** A bigint column as a BigInt. */
export function bigint(value: unknown): bigint {
  return BigInt(String(value));
}

/** A date column as `YYYY-MM-DD`: pg's Date is midnight of the process's time zone, another day elsewhere. */
export function date(value: unknown): string {
  if (!(value instanceof Date)) return String(value);
  const pad = (part: number, width: number): string => String(part).padStart(width, '0');
  return `${pad(value.getFullYear(), 4)}-${pad(value.getMonth() + 1, 2)}-${pad(value.getDate(), 2)}`;
}

/** An interval column as text that PostgreSQL reads back, such as `1 days 2 hours`. */
export function interval(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'toPostgres' in value && typeof value.toPostgres === 'function')
    return String(value.toPostgres());
  return String(value);
}

/** Any column that pg hands over as text. */
export function text(value: unknown): string {
  return String(value);
}

/** A column that may be NULL. */
export function nullable<T>(value: unknown, decode: (value: unknown) => T): T | null {
  return value === null ? null : decode(value);
}

/** An array column. pg parses arrays of built-in types and leaves those of enums and other user-defined types as text: both are read. */
export function array<T>(value: unknown, decode: (value: unknown) => T): (T | null)[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : parseArray(String(value));
  return elements.map((element) => (element === null ? null : decode(element)));
}

/** Reads a one-dimensional array literal: `{a,"b ""c",NULL}`. */
function parseArray(literal: string): (string | null)[] {
  const elements: (string | null)[] = [];
  for (const [, quoted, bare] of literal
    .slice(literal.indexOf('{') + 1, -1)
    .matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs)) {
    if (quoted !== undefined) elements.push(quoted.replaceAll(/\\(.)/gs, '$1'));
    else elements.push(bare === undefined || bare === 'NULL' ? null : bare);
  }
  return elements;
}
