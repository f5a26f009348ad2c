import { SecretStoreError } from '../../errors.ts';

const VALUE = '$value';
const TEXT = '$text';
const DELETION = '$deletion';

// Vault turns half a surrogate pair into U+FFFD. JSON.stringify writes nothing but such halves as an escape.
const loneSurrogate = /\\ud[89a-f]/;

/**
 * JSON of the fields under which Vault keeps a secret. An object is its own fields, readable with `vault kv get`; anything
 * else is the one field `$value`, and so is an object that has a field of a name used here. What Vault would change is kept as
 * JSON text in `$text`.
 * @throws {SecretStoreError} `INVALID_INPUT` when the text is no JSON
 */
export function toFields(key: string, text: string): string {
  const value = parse(key, text);
  const json = JSON.stringify(value);
  if (loneSurrogate.test(json)) return JSON.stringify({ [TEXT]: json });
  if (isObject(value) && ![VALUE, TEXT, DELETION].some((name) => Object.hasOwn(value, name))) return json;
  return `{${JSON.stringify(VALUE)}:${json}}`;
}

/** JSON text of the secret that has these fields; those of a secret made by hand are an object. */
export function fromFields(fields: object): string {
  const [entry, ...others] = Object.entries(fields);
  if (entry === undefined || others.length > 0) return JSON.stringify(fields);
  const [name, value] = entry;
  if (name === VALUE) return JSON.stringify(value);
  return name === TEXT && isJson(value) ? value : JSON.stringify(fields);
}

/** JSON of the fields that stand for a secret while it is being deleted. @param mark tells this deletion from others. */
export function toDeletionMark(mark: string): string {
  return JSON.stringify({ [DELETION]: mark });
}

/** The mark of a deletion that these fields stand for. */
export function readDeletionMark(fields: object): string | undefined {
  const [entry, ...others] = Object.entries(fields);
  if (entry === undefined || others.length > 0) return undefined;
  const [name, value]: [string, unknown] = entry;
  return name === DELETION && typeof value === 'string' ? value : undefined;
}

function parse(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The error of JSON.parse quotes the text.
    throw new SecretStoreError('INVALID_INPUT', `The text of secret "${key}" is no JSON.`, { key });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJson(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
