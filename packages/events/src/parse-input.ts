import { formatIssues, RowIdSchema } from '@kongflow/protocol';
import { z } from 'zod';
import { EventsError } from './errors.ts';

/** Which page: after which row, and how many rows it holds. */
export const PageSchema = z.object({
  limit: z.int().min(1).max(100).default(25),
  before: RowIdSchema.nullable().default(null),
});

/**
 * Checks the input of an operation.
 *
 * @throws {EventsError} `INVALID_INPUT` saying which field is wrong
 */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new EventsError('INVALID_INPUT', formatIssues(parsed.error), { cause: parsed.error });
}
