import { z } from 'zod';

/** What users.details holds. */
export const details = z.object({ theme: z.string() });
