import { expect, test } from 'vitest';
import { z } from 'zod';
import { inputParser, KongflowError } from '../src/index.ts';

class ShopError extends KongflowError<'INVALID_INPUT' | 'SOLD_OUT'> {}

const parseInput = inputParser(ShopError);
const OrderSchema = z.object({ item: z.string(), amount: z.int().default(1) });

test('returns what the schema makes of the input', () => {
  expect(parseInput(OrderSchema, { item: 'tea' })).toEqual({ item: 'tea', amount: 1 });
});

test('throws the error of the package, naming the fields that are wrong and keeping the cause', () => {
  const parse = () => parseInput(OrderSchema, { amount: 'many' });
  expect(parse).toThrow(ShopError);
  expect(parse).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(/item.*amount/s) }),
  );
  expect(parse).toThrow(expect.objectContaining({ cause: expect.any(z.ZodError) }));
});
