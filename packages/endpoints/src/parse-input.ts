import { formatIssues } from '@kongflow/protocol';
import type { z } from 'zod';
import { EndpointsError } from './errors.ts';

/**
 * Checks the input of an operation.
 *
 * @throws EndpointsError INVALID_INPUT saying which field is wrong
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new EndpointsError('INVALID_INPUT', formatIssues(parsed.error), { cause: parsed.error });
}
