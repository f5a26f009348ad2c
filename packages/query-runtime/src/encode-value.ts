import { parameterValue } from './encoders.ts';

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
