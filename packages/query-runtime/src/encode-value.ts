import { instantText } from './instant.ts';
import { quoted } from './literals.ts';
import type { QueryConfig } from './queryable.ts';

/** A value as the wire carries it: text, bytes, or NULL. */
export type WireValue = string | Buffer | null;

/**
 * A parameter as pg would write it. A batch encodes its values itself, all of them before anything is sent: a value that
 * cannot be encoded must not leave half a batch on the wire.
 */
export function encodeValue(parameter: unknown): WireValue {
  const value = parameterValue(parameter);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return null;
  if (ArrayBuffer.isView(value)) return bytes(value);
  if ('toPostgres' in value && typeof value.toPostgres === 'function') {
    const written: unknown = value.toPostgres(encodeValue);
    return written === value ? null : encodeValue(written);
  }
  return JSON.stringify(value);
}

/**
 * A statement whose values pg can write without failing: when one throws as it is written, pg closes the statement and
 * forgets to send it again.
 */
export function encodeObjects(config: QueryConfig): QueryConfig {
  if (!config.values.some((value) => typeof value === 'object' && value !== null)) return config;
  const values = config.values.map((value) => (typeof value === 'object' ? encodeValue(value) : value));
  return { ...config, values };
}

/** What pg itself would write as something else, or slower: a Date, the number -0, and arrays. */
export function parameterValue(value: unknown): unknown {
  if (typeof value !== 'object') return Object.is(value, -0) ? '-0' : value;
  if (value instanceof Date) return instantText(value);
  return Array.isArray(value) ? arrayText(value) : value;
}

/** All values of a statement; mostly there is nothing to write otherwise, and then they are the array itself. */
export function parameterValues(values: unknown[]): unknown[] {
  let written = values;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    const text = parameterValue(value);
    if (text === value) continue;
    if (written === values) written = [...values];
    written[index] = text;
  }
  return written;
}

/** An array literal. A bulk insert writes thousands of elements: numbers go without quotes, text is searched once. */
export function arrayText(elements: readonly unknown[]): string {
  let text = '{';
  for (let index = 0; index < elements.length; index += 1) {
    if (index > 0) text += ',';
    text += elementText(elements[index]);
  }
  return `${text}}`;
}

function elementText(element: unknown): string {
  if (typeof element === 'string') return quoted(element);
  if (Array.isArray(element)) return arrayText(element);
  const text = encodeValue(element);
  if (text === null) return 'NULL';
  if (typeof text !== 'string') return String.raw`"\\x${text.toString('hex')}"`;
  return typeof element === 'object' ? quoted(text) : text;
}

function bytes(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
