import { formatIssues } from '@kongflow/protocol';
import type { z } from 'zod';
import { JobsError } from './errors.ts';

/**
 * Checks the input of an operation.
 *
 * @throws {JobsError} `INVALID_INPUT` saying which field is wrong
 */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new JobsError('INVALID_INPUT', formatIssues(parsed.error), { cause: parsed.error });
}
