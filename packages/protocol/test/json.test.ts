import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { findJsonProblem, formatIssues, isJson, type Json, JsonSchema, MAX_JSON_DEPTH } from '../src/index.ts';

function nested(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

describe('JsonSchema', () => {
  it('takes what JSON.parse returns, and returns the same value', () => {
    fc.assert(
      fc.property(fc.json(), (source) => {
        fc.pre(!/\\u0000|\\ud[89a-f]/i.test(source));
        const value: unknown = JSON.parse(source);
        expect(JsonSchema.parse(value)).toBe(value);
      }),
    );
  });

  it('takes exactly what survives JSON and PostgreSQL', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const source = JSON.stringify(value);
        expect(isJson(value)).toBe(!/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i.test(source));
      }),
    );
  });

  it.each([
    [{ a: ['x', 'y\0'] }, 'a.1', 'must not contain the NUL character (\\u0000)'],
    [{ a: { 'k\0': 1 } }, 'a.k\\u0000', 'the name of a member must not contain the NUL character (\\u0000)'],
    [['\ud800'], '0', 'must not contain half of a surrogate pair'],
    [{ n: Number.POSITIVE_INFINITY }, 'n', 'must be a finite number'],
    [{ n: Number.NaN }, 'n', 'must be a finite number'],
    [{ d: new Date(0) }, 'd', 'must be JSON, not an instance of a class'],
    [{ m: new Map() }, 'm', 'must be JSON, not an instance of a class'],
    [{ f: () => 1 }, 'f', 'must be JSON, not a function'],
    [{ b: 1n }, 'b', 'must be JSON, not a bigint'],
    [{ u: undefined }, 'u', 'is required'],
    [undefined, '', 'is required'],
  ])('refuses %o', (value, path, message) => {
    const result = JsonSchema.safeParse(value);
    expect(result.error && formatIssues(result.error)).toBe(`Code: custom ~ Path: ${path} ~ Message: ${message}`);
  });

  it('takes objects without a prototype and a member called __proto__', () => {
    const value: unknown = JSON.parse('{"__proto__":{"a":1}}');
    expect(JsonSchema.parse(value)).toBe(value);
    expect(isJson(Object.create(null))).toBe(true);
  });

  it('is required in an object, unless optional', () => {
    expect(z.object({ a: JsonSchema }).safeParse({}).success).toBe(false);
    expect(z.object({ a: JsonSchema }).safeParse({ a: null }).success).toBe(true);
    expect(z.object({ a: JsonSchema.optional() }).parse({})).toEqual({});
  });

  it('bounds the depth without recursing further', () => {
    expect(isJson(nested(MAX_JSON_DEPTH))).toBe(true);
    expect(isJson(nested(MAX_JSON_DEPTH + 1))).toBe(false);
    const abyss: Json = nested(200_000);
    expect(findJsonProblem(abyss)?.message).toBe('must not be nested deeper than 512 levels');
  });

  it('refuses a cycle as too deep', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(isJson(cycle)).toBe(false);
  });
});
