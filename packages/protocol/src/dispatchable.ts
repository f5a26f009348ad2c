import { z } from 'zod';

import { TextSchema } from './text.ts';

/** What an event dispatcher starts when an event matches. */
export const DispatchableSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('JOB_VERSION'), id: TextSchema }),
  z.object({ type: z.literal('DYNAMIC_TRIGGER'), id: TextSchema }),
  z.object({ type: z.literal('EPHEMERAL'), url: TextSchema }),
]);
/** What {@link DispatchableSchema} results in. */
export type Dispatchable = z.output<typeof DispatchableSchema>;
