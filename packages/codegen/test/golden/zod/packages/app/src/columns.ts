import { z } from 'zod';

export const payload = z.object({ kind: z.enum(['order', 'refund']), at: z.coerce.number<string | number>() });

/** The name of a schema that is generated, too. */
export const ParcelSchema = z.object({ user: z.string().min(1) });

export interface Tag {
  text: string;
}
