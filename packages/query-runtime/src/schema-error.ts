import type { StandardIssue } from './standard-schema.ts';

/** Which way a value went that does not fit its column's schema. */
export type SchemaErrorCode = 'INVALID_PARAMETER' | 'INVALID_COLUMN' | 'ASYNC_SCHEMA';

/** What a column's schema found. */
export interface SchemaIssue {
  /** Where in the value: `items[0].price`, empty for the value itself. */
  readonly path: string;
  /** The schema's words, unless they quote the value. */
  readonly message: string;
}

/**
 * A value that the schema of its column refuses: nothing was sent, or what the database holds is not what was meant.
 * It holds paths and the schema's words, and never the value.
 * @example
 * try {
 *   await queries.recordEvent({ payload });
 * } catch (error) {
 *   if (error instanceof SchemaError && error.code === 'INVALID_PARAMETER') return reply.status(400).send(error.issues);
 *   throw error;
 * }
 */
export class SchemaError extends Error {
  readonly code: SchemaErrorCode;
  /** `table.column`. */
  readonly column: string;
  /** The row of a `:copyfrom`, or the element of an array whose elements are stored, from 0. */
  readonly index: number | undefined;
  readonly issues: readonly SchemaIssue[];

  constructor(
    code: SchemaErrorCode,
    column: string,
    { index, issues, hint }: { index?: number | undefined; issues?: readonly SchemaIssue[]; hint?: string } = {},
  ) {
    const at = index === undefined ? '' : `, item ${index}`;
    super(`${SUBJECTS[code]} ${column}${at}${hint ?? reasons(issues ?? [])}`);
    this.name = 'SchemaError';
    this.code = code;
    this.column = column;
    this.index = index;
    this.issues = issues ?? [];
  }
}

const SUBJECTS: Readonly<Record<SchemaErrorCode, string>> = {
  INVALID_PARAMETER: 'A parameter does not fit the schema of',
  INVALID_COLUMN: 'A stored value does not fit the schema of',
  ASYNC_SCHEMA: 'The schema of',
};

/** As many as a line of a log bears. */
const MOST_REASONS = 5;

function reasons(issues: readonly SchemaIssue[]): string {
  const shown = issues
    .slice(0, MOST_REASONS)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const others = issues.length > MOST_REASONS ? [`and ${issues.length - MOST_REASONS} more`] : [];
  return `: ${[...shown, ...others].join('; ')}`;
}

/** How valibot and arktype end what they say: with the value, or a part of it. */
const GIVEN = /(?: but received |: Received | \(was ).*$/su;

/** A schema's issues as an error may carry them: some libraries quote the value that they refuse. */
export function safeIssues(issues: readonly StandardIssue[], value: unknown): SchemaIssue[] {
  const known = new Map<string, boolean>();
  const quotesAnything = (message: string): boolean => {
    // Who sends a document with a mistake in every line must not have it read as often.
    const found = known.get(message) ?? (known.size === MOST_MESSAGES || quotes(message, value, LONG));
    if (known.size < MOST_MESSAGES) known.set(message, found);
    return found;
  };
  return issues.map(({ message: words, path }) => {
    const keys = keysOf(path);
    const message = words.replace(GIVEN, '');
    const hidden = isMade(value, keys) || quotes(message, keys.reduce(property, value)) || quotesAnything(message);
    return {
      path: keys.map((key, index) => step(key, index)).join(''),
      message: hidden ? 'is not as it should be' : message,
    };
  });
}

/** A path without its wrappings. */
export function keysOf(path: StandardIssue['path'] = []): PropertyKey[] {
  // Not `map`: an array of arktype's makes another of its kind of it, in which an empty one is not empty.
  return Array.from(path, (segment) => (typeof segment === 'object' ? segment.key : segment));
}

function step(key: PropertyKey, index: number): string {
  if (typeof key === 'number') return `[${key}]`;
  return `${index === 0 ? '' : '.'}${String(key)}`;
}

/** Whether a path leads into what is no object here: into something that the schema has made of it. */
function isMade(value: unknown, keys: readonly PropertyKey[]): boolean {
  return keys.some((_, index) => {
    const parent = keys.slice(0, index).reduce(property, value);
    return parent !== undefined && parent !== null && typeof parent !== 'object';
  });
}

function property(value: unknown, key: PropertyKey): unknown {
  if (value instanceof Map) return value.get(key);
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** Deeper than any document that is written by hand: what lies below is taken for quoted. */
const DEEPEST = 50;

/** Different messages that are searched for what stands elsewhere: more are taken for quoting it. */
const MOST_MESSAGES = 100;

/** Of what stands elsewhere than where the issue is, shorter words may well be the schema's own. */
const LONG = 8;

/**
 * Whether a text holds the value, or one in it, as a word of its own.
 * @param shortest the characters of a word that counts
 */
function quotes(message: string, value: unknown, shortest = 1, depth = 0): boolean {
  if (depth > DEEPEST) return true;
  if (typeof value === 'object' && value !== null)
    return inside(value).some((each) => quotes(message, each, shortest, depth + 1));
  if (typeof value === 'string')
    return value.length >= shortest && (holds(message, value) || holds(message, JSON.stringify(value).slice(1, -1)));
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value).length >= shortest && holds(message, String(value));
  return false;
}

function inside(value: object): readonly unknown[] {
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Set) return [...value];
  if (value instanceof Date) return [String(value), value.toJSON()];
  return Object.values(value);
}

function holds(message: string, word: string): boolean {
  for (let at = message.indexOf(word); at !== -1; at = message.indexOf(word, at + 1))
    if (!isWord(message[at - 1]) && !isWord(message[at + word.length])) return true;
  return false;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}
