import { inputParser, RowIdSchema } from '@kongflow/protocol';
import { z } from 'zod';
import { EventsError } from './errors.ts';

/** Which page: after which row, and how many rows it holds. */
export const PageSchema = z.object({
  limit: z.int().min(1).max(100).default(25),
  before: RowIdSchema.nullable().default(null),
});

/** Checks the input of an operation. @throws {EventsError} `INVALID_INPUT` saying which field is wrong */
export const parseInput = inputParser(EventsError);
