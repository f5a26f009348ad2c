import { TextSchema, formatIssues } from '@kongflow/protocol';
import type { z } from 'zod';
import { TenancyError } from './errors.ts';

/** A title or name that people chose. */
export const NameSchema = TextSchema.trim().min(1).max(200);

/**
 * Checks the input of an operation.
 *
 * @throws TenancyError INVALID_INPUT saying which field is wrong
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new TenancyError('INVALID_INPUT', formatIssues(parsed.error), { cause: parsed.error });
}
