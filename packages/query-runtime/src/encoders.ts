import { QueryParameterError } from './errors.ts';
import { instantText } from './instant.ts';
import { writeArray, writeRecord } from './literals.ts';

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
 * An int8 parameter.
 * @throws {QueryParameterError} `UNSAFE_INTEGER` for a number beyond 2^53 - 1, which is not the one that was meant.
 */
export function int8Value<T extends number | bigint | string>(value: T): T {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new QueryParameterError('UNSAFE_INTEGER', 'A bigint parameter is a number beyond 2^53 - 1: pass a BigInt');
  return value;
}

/** A point, as PostgreSQL reads it. */
export function pointText({ x, y }: { readonly x: number; readonly y: number }): string {
  return `(${numberText(x)},${numberText(y)})`;
}

/** A circle, as PostgreSQL reads it. */
export function circleText(value: { readonly x: number; readonly y: number; readonly radius: number }): string {
  return `<${pointText(value)},${numberText(value.radius)}>`;
}

/** A parameter that may be NULL. */
export function orNull<T, R>(value: T | null | undefined, encode: (value: T) => R): R | null {
  return value === null || value === undefined ? null : encode(value);
}

/** The elements of an array parameter, each encoded; a null stays one. */
export function each<T, R>(values: readonly (T | null)[], encode: (value: T) => R): (R | null)[] {
  return values.map((value) => orNull(value, encode));
}

/** The elements of an array parameter of more than one dimension. */
export function nestedEach(
  values: readonly unknown[],
  encode: (value: never) => unknown,
  dimensions: number,
): unknown[] {
  if (dimensions > 1)
    return values.map((value) => (Array.isArray(value) ? nestedEach(value, encode, dimensions - 1) : value));
  const write: (value: never) => unknown = encode;
  return values.map((value) => (value === null ? null : Reflect.apply(write, undefined, [value])));
}

/** An array parameter of boxes. */
export function boxesText(values: readonly unknown[]): string {
  return writeArray(values, fieldText, ';');
}

/** A composite parameter: its attributes in the order of the type. */
export function recordText(fields: readonly unknown[]): string {
  return writeRecord(fields.map((field) => fieldText(field)));
}

/** A value as text inside of an array or a row. */
function fieldText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return numberText(value);
  if (value instanceof Date) return instantText(value);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return writeArray(value, fieldText);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** JavaScript writes -0 as 0, PostgreSQL does not. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
