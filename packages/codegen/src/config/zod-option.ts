import { z } from 'zod';

/** Whether there are schemas of zod beside the models, and which of its faces they are written for. */
export const ZodOptionSchema = z
  .union(
    [z.boolean(), z.strictObject({ import: z.string().min(1).default('zod') })],
    'write true, or { "import": "zod/mini" }',
  )
  .default(false)
  .transform((option) => (option === true ? { import: 'zod' } : option === false ? undefined : option));
