import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { z as z3 } from 'zod/v3';
import { SecretStoreError } from '../src/index.ts';
import { parseSecret, type SecretSchema } from '../src/secret-schema.ts';

const canary = 'hunter2-canary';

function failure(act: () => unknown): SecretStoreError {
  try {
    act();
  } catch (error) {
    if (error instanceof SecretStoreError) return error;
    throw error;
  }
  throw new Error('It did not throw.');
}

describe('parseSecret', () => {
  it.each([
    ['zod 4', z.object({ token: z.string(), scopes: z.array(z.string()).default(['all']) })],
    ['zod 3', z3.object({ token: z3.string(), scopes: z3.array(z3.string()).default(['all']) })],
    ['zod mini', mini.object({ token: mini.string(), scopes: mini._default(mini.array(mini.string()), ['all']) })],
  ])('takes schemas of %s, with what they fill in', (_, schema) => {
    expect(parseSecret('k', '{"token":"t"}', schema)).toEqual({ token: 't', scopes: ['all'] });
    expect(failure(() => parseSecret('k', '{"token":1}', schema))).toMatchObject({
      code: 'INVALID_SECRET',
      message: 'Secret k does not fit its schema: token (invalid_type). Set it anew, or correct the schema.',
      key: 'k',
    });
  });

  it('gives what a transform makes', () => {
    expect(parseSecret('k', '"5"', z.string().transform(Number))).toBe(5);
  });

  it.each(['', '{', 'not json', 'null'])('takes the text %j as absent', (text) => {
    expect(parseSecret('k', text, z.unknown())).toBeUndefined();
  });

  it.each([
    ['0', 0],
    ['false', false],
    ['""', ''],
    ['[]', []],
  ])('takes %s as a secret', (text, value) => {
    expect(parseSecret('k', text, z.unknown())).toEqual(value);
  });

  it('says where a secret does not fit, and how', () => {
    const schema = z.object({
      a: z.array(z.object({ b: z.string() })),
      c: z.number().max(3),
      d: z.string().refine(() => false),
    });
    const text = JSON.stringify({ a: [{ b: 'x' }, { b: 2 }], c: 4, d: '' });
    expect(failure(() => parseSecret('k', text, schema)).message).toContain(
      'a.1.b (invalid_type), c (too_big), d (custom)',
    );
    expect(failure(() => parseSecret('k', '1', z.string())).message).toContain('the secret itself (invalid_type)');
  });

  it('says no more than ten of the places', () => {
    const message = failure(() => parseSecret('k', JSON.stringify(Array(25).fill(1)), z.array(z.string()))).message;
    expect(message).toContain('9 (invalid_type), and 15 more');
    expect(message).not.toContain('10 (');
  });

  it.each([
    ['a custom message', z.string().refine(() => false, { error: (issue) => `no ${String(issue.input)}` })],
    ['an unknown member', z.object({ a: z.strictObject({}) })],
    ['a failed literal', z.object({ a: z.object({ b: z.literal('x') }).transform(() => 1) }).or(z.literal('y'))],
    ['a union', z.union([z.literal('a'), z.literal('b')])],
    [
      'a transform that throws',
      z.unknown().transform((value) => {
        throw new Error(JSON.stringify(value));
      }),
    ],
    ['a schema that is asynchronous', z.string().refine(async () => true)],
  ])('never tells the value: %s', (_, schema: SecretSchema<unknown>) => {
    for (const value of [canary, { a: { unknown: canary } }]) {
      const error = failure(() => parseSecret('k', JSON.stringify(value), schema));
      expect(error.code).toBe('INVALID_SECRET');
      expect(error.cause).toBeUndefined();
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(canary);
    }
  });

  it('says that a schema must be synchronous', () => {
    const schema = z.string().refine(async () => true);
    expect(failure(() => parseSecret('k', '"x"', schema)).message).toContain('must be synchronous');
  });
});
