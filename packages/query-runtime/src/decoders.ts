import { QueryResultError } from './errors.ts';
import { parseArray, parseRecord, type Elements } from './literals.ts';
import type { Json } from './json.ts';

// A value may come as text, or as pg's own parser has read it: from a Queryable that does not pass `types` on.

/** A boolean. */
export function bool(value: unknown): boolean {
  return value === true || value === 't';
}

/** An integer or a floating-point number; `NaN` and the infinities are numbers too. */
export function number(value: unknown): number {
  return Number(value);
}

/** Bytes, in PostgreSQL's hexadecimal or its older escape format. */
export function bytea(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  const text = String(value);
  if (text.startsWith(String.raw`\x`)) return Buffer.from(text.slice(2), 'hex');
  return Buffer.from(
    text.replaceAll(/\\(?:(\d{3})|\\)/g, (_, octal: string | undefined) =>
      octal === undefined ? '\\' : String.fromCodePoint(Number.parseInt(octal, 8)),
    ),
    'latin1',
  );
}

/** A JSON document. */
export function jsonDocument(value: unknown): Json {
  const parsed: Json = JSON.parse(String(value));
  return parsed;
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

/** An interval column as text that PostgreSQL reads back, such as `1 day 02:00:00`. */
export function interval(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'toPostgres' in value && typeof value.toPostgres === 'function')
    return String(value.toPostgres());
  return String(value);
}

/** A point: `(1,2)`. */
export function point(value: unknown): { x: number; y: number } {
  const [x = NaN, y = NaN] = numbersOf(value);
  return { x, y };
}

/** A circle: `<(1,2),3>`. */
export function circle(value: unknown): { x: number; y: number; radius: number } {
  const [x = NaN, y = NaN, radius = NaN] = numbersOf(value);
  return { x, y, radius };
}

function numbersOf(value: unknown): number[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).map(Number);
  return String(value)
    .replaceAll(/[()<>]/g, '')
    .split(',')
    .map(Number);
}

/** Any column that is text already. */
export function text(value: unknown): string {
  return String(value);
}

/** A column that may be NULL. */
export function nullable<T>(value: unknown, decode: (value: unknown) => T): T | null {
  return value === null ? null : decode(value);
}

/**
 * An array of one dimension.
 * @throws {QueryResultError} `ARRAY_DIMENSIONS` for one of more: PostgreSQL stores it in the same column.
 */
export function array<T>(value: unknown, decode: (value: unknown) => T): (T | null)[] {
  return elementsOf(value).map((element) => {
    if (Array.isArray(element)) throw wrongDimensions(1);
    return element === null ? null : decode(element);
  });
}

/**
 * An array declared with more than one dimension, `int[][]`.
 * @throws {QueryResultError} `ARRAY_DIMENSIONS` for one of fewer or more; an empty array has none.
 */
export function nestedArray(value: unknown, decode: (value: unknown) => unknown, dimensions: number): unknown[] {
  const read = (elements: readonly unknown[], depth: number): unknown[] =>
    elements.map((element) => {
      if (Array.isArray(element) !== depth > 1) throw wrongDimensions(dimensions);
      if (Array.isArray(element)) return read(element, depth - 1);
      return element === null ? null : decode(element);
    });
  return read(elementsOf(value), dimensions);
}

/** An array of boxes, whose literal alone has semicolons between its elements. */
export function boxes(value: unknown): Elements {
  return parseArray(String(value), ';');
}

/** The fields of a composite value, of which there are as many as its type has attributes. */
export function record(value: unknown): (string | null)[] {
  return parseRecord(String(value));
}

function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : parseArray(String(value));
}

function wrongDimensions(expected: number): QueryResultError {
  return new QueryResultError(
    'ARRAY_DIMENSIONS',
    `An array has not the ${expected === 1 ? 'one dimension' : `${expected} dimensions`} of its column's declaration: declare them, or select it as JSON ("to_jsonb(column)")`,
  );
}
