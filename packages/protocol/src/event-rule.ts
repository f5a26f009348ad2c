import { z } from 'zod';

import { EventFilterSchema } from './event-filter.ts';
import { orAbsent } from './nullable.ts';
import { KeySchema } from './text.ts';

/** The name of an event, or the names of several. */
export const EventNamesSchema = z.union([KeySchema, z.array(KeySchema).min(1, 'must name at least one event')], {
  error: 'must be the name of an event or a list of names',
});

/** Which events a trigger listens to. */
export const EventRuleSchema = z.object({
  event: EventNamesSchema,
  source: KeySchema,
  payload: orAbsent(EventFilterSchema),
  context: orAbsent(EventFilterSchema),
});
/** What {@link EventRuleSchema} results in. */
export type EventRule = z.output<typeof EventRuleSchema>;
