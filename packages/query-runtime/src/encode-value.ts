import { parameterValue } from './encoders.ts';
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
  if (Array.isArray(value)) return arrayLiteral(value);
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

function arrayLiteral(elements: readonly unknown[]): string {
  return `{${elements.map((element) => elementLiteral(element)).join(',')}}`;
}

function elementLiteral(element: unknown): string {
  if (Array.isArray(element)) return arrayLiteral(element);
  const text = encodeValue(element);
  if (text === null) return 'NULL';
  if (typeof text !== 'string') return String.raw`"\\x${text.toString('hex')}"`;
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function bytes(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
