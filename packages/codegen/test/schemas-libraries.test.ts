import { SchemaError, validColumn, validParameter, type StandardSchema } from '@kongflow/query-runtime';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { z as v3 } from 'zod/v3';

/** Schemas of columns by those who write them: each face of zod, valibot, arktype, and what a schema may do that it should not. */
function errorOf(schema: StandardSchema, value: unknown): SchemaError {
  try {
    validParameter(schema, value, 'a.b');
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe.each([
  ['zod', z.object({ items: z.array(z.object({ price: z.coerce.number() })) })],
  ['zod/mini', mini.object({ items: mini.array(mini.object({ price: mini.coerce.number() })) })],
  ['zod/v3', v3.object({ items: v3.array(v3.object({ price: v3.coerce.number() })) })],
  [
    'valibot',
    v.object({
      items: v.array(v.object({ price: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.number()) })),
    }),
  ],
  ['arktype', type({ items: type({ '+': 'delete', price: 'number | string.numeric.parse' }).array() })],
])('%s', (_, schema: StandardSchema) => {
  it('makes the value, and leaves the one that it was given alone', () => {
    const given = { items: [{ price: '1', extra: true }] };
    expect(validParameter(schema, given, 'a.b')).toEqual({ items: [{ price: 1 }] });
    expect(validColumn(schema, given, 'a.b')).toEqual({ items: [{ price: 1 }] });
    expect(given).toEqual({ items: [{ price: '1', extra: true }] });
  });

  it('says where it does not fit, without the value', () => {
    const error = errorOf(schema, { items: [{ price: 1 }, { price: 'hunter2' }, null] });
    expect(error.issues.map(({ path }) => path)).toEqual(['items[1].price', 'items[2]']);
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain('hunter2');
  });
});

const fail = (): never => {
  throw new Error('hunter2');
};

describe.each([
  ['zod', z.string().refine(async (text) => text !== ''), z.string().transform(fail)],
  ['zod/v3', v3.string().refine(async (text) => text !== ''), v3.string().transform(fail)],
])('%s with promises', (_, asynchronous: StandardSchema, throwing: StandardSchema) => {
  it('is refused', async () => {
    expect(errorOf(asynchronous, 'x')).toMatchObject({ code: 'ASYNC_SCHEMA', column: 'a.b' });
    expect(errorOf(throwing, 'x').message).not.toContain('hunter2');
    // A rejection that nobody handles would end the test run.
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('a schema that changes what it is given', () => {
  const trimmed: StandardSchema<{ text: string }> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        if (typeof value !== 'object' || value === null || !('text' in value))
          return { issues: [{ message: 'no text' }] };
        value.text = String(value.text).trim();
        return { value: { text: String(value.text) } };
      },
    },
  };

  it("changes the caller's object: nothing is copied for its sake", () => {
    const given = { text: ' x ' };
    expect(validParameter(trimmed, given, 'a.b')).toEqual({ text: 'x' });
    expect(given).toEqual({ text: 'x' });
  });

  it('of an object that cannot be changed fails, as it is its own fault', () => {
    expect(() => validParameter(trimmed, Object.freeze({ text: ' x ' }), 'a.b')).toThrow(TypeError);
  });
});
