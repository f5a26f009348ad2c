import { z } from 'zod';

/** A JSON scalar. */
export type JsonPrimitive = string | number | boolean | null;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** Any JSON value, as PostgreSQL's jsonb can hold it. */
export type Json = JsonPrimitive | Json[] | JsonObject;

/** Deepest nesting of arrays and objects that is accepted: far below the depth at which PostgreSQL's parser gives up. */
export const MAX_JSON_DEPTH = 512;

/** What keeps a value from being stored as JSON, and where. */
export interface JsonProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * Finds the first reason why a value cannot be stored in a jsonb column: NUL characters and lone surrogates in texts or
 * keys, numbers that are not finite, values JSON does not know (undefined, dates, functions, class instances), and
 * nesting deeper than {@link MAX_JSON_DEPTH}.
 */
export function findJsonProblem(value: unknown): JsonProblem | null {
  const path: (string | number)[] = [];
  const message = visit(value, path, 0);
  return message === null ? null : { path, message };
}

/** Tells whether a value is JSON that PostgreSQL can store. */
export function isJson(value: unknown): value is Json {
  return findJsonProblem(value) === null;
}

/** Any JSON value that can be stored; parsing returns the value itself, not a copy. */
export const JsonSchema = z.custom<Json>().superRefine((value, context) => {
  const problem = findJsonProblem(value);
  if (problem) context.addIssue({ code: 'custom', message: problem.message, path: [...problem.path] });
});

/** Returns the message; leaves the way to the culprit in `path`, and `path` as it was where nothing is wrong. */
function visit(value: unknown, path: (string | number)[], depth: number): string | null {
  switch (typeof value) {
    case 'string':
      return textProblem(value);
    case 'boolean':
      return null;
    case 'number':
      return Number.isFinite(value) ? null : 'must be a finite number';
    case 'object':
      break;
    default:
      return value === undefined ? 'is required' : `must be JSON, not a ${typeof value}`;
  }
  if (value === null) return null;
  if (depth === MAX_JSON_DEPTH) return `must not be nested deeper than ${MAX_JSON_DEPTH} levels`;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      path.push(index);
      const message = visit(value[index], path, depth + 1);
      if (message !== null) return message;
      path.pop();
    }
    return null;
  }
  if (!isPlainObject(value)) return 'must be JSON, not an instance of a class';
  for (const [key, member] of Object.entries(value)) {
    path.push(key);
    const message = keyProblem(key) ?? visit(member, path, depth + 1);
    if (message !== null) return message;
    path.pop();
  }
  return null;
}

function textProblem(value: string): string | null {
  if (value.includes('\0')) return 'must not contain the NUL character (\\u0000)';
  if (!value.isWellFormed()) return 'must not contain half of a surrogate pair';
  return null;
}

function keyProblem(key: string): string | null {
  const problem = textProblem(key);
  return problem === null ? null : `the name of a member ${problem}`;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype of any realm has no prototype itself.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
