import type { z } from 'zod';
import { formatIssues } from './issues.ts';

/** An error class of which INVALID_INPUT is a code. */
export type InvalidInputClass = new (code: 'INVALID_INPUT', message: string, options: ErrorOptions) => Error;

/**
 * Makes the function with which a package checks the input of its operations: what does not fit the schema is thrown as
 * INVALID_INPUT of the package's own error class, with the fields that are wrong.
 *
 * @example
 * const parseInput = inputParser(JobsError);
 * const job = parseInput(JobMetadataSchema, input);
 */
export function inputParser(InvalidInput: InvalidInputClass) {
  return <Output>(schema: z.ZodType<Output>, input: unknown): Output => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return parsed.data;
    throw new InvalidInput('INVALID_INPUT', formatIssues(parsed.error), { cause: parsed.error });
  };
}
