import { z } from 'zod';

export const payload = z.object({
  kind: z.enum(['order', 'refund']),
  amount: z.number().int().default(0),
  note: z.string().optional(),
});

export const Context = z.strictObject({ user: z.string().min(1), tags: z.array(z.string()) });

/** What the database holds is text; a program sees Dates. */
export const timeWindow = z.object({ from: z.iso.datetime().transform((text) => new Date(text)) });

export const History = z.array(z.object({ at: z.number() }));

export const slug = z
  .string()
  .regex(/^[a-z-]+$/)
  .brand('slug');

export const json = z.literal(['a', 'b']);
