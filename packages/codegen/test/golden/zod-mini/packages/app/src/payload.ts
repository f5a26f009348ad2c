import * as z from 'zod/mini';

export const Payload = z.object({ to: z.array(z.string()) });
