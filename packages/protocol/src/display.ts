import { z } from 'zod';

import { TextSchema } from './text.ts';

/** A labelled value shown beside a job, a run or a task. */
export const DisplayPropertySchema = z.object({
  label: TextSchema,
  text: TextSchema,
  url: TextSchema.optional(),
  imageUrl: z.array(TextSchema).optional(),
});
/** What {@link DisplayPropertySchema} results in. */
export type DisplayProperty = z.output<typeof DisplayPropertySchema>;

/** How a task is drawn. */
export const StyleSchema = z.object({
  style: z.enum(['normal', 'minimal']),
  variant: TextSchema.optional(),
});
/** What {@link StyleSchema} results in. */
export type Style = z.output<typeof StyleSchema>;
