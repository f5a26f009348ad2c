import { z } from 'zod';

import { orAbsent } from './nullable.ts';
import { TextSchema } from './text.ts';

/** An error as it travels between the SDK and the server. */
export const ErrorWithStackSchema = z.object({
  message: TextSchema,
  name: orAbsent(TextSchema),
  stack: orAbsent(TextSchema),
});
/** What {@link ErrorWithStackSchema} results in. */
export type ErrorWithStack = z.output<typeof ErrorWithStackSchema>;
