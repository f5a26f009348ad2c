/**
 * The event filter language: its grammar. What a filter matches is decided in `@kongflow/events`.
 *
 * A filter is an object. Each key holds a nested filter or an array; an array is all strings, all numbers, all booleans
 * (one of them must equal the value) or all operator objects (every one must hold). Anything else makes the whole filter
 * invalid. An operator object counts for one operator only, the first in the order of `ContentFilterSchema` whose
 * operand is of the right type; the others are dropped, as trigger.dev v2 does.
 */
import { z } from 'zod';

import { TextSchema } from './text.ts';
import { JsonSchema } from './json.ts';

const ScalarSchema = z.union([TextSchema, z.number(), z.boolean()]);

/** One operator of the filter language. The order of the options decides which one an object with several keeps. */
export const ContentFilterSchema = z.union(
  [
    z.object({ $endsWith: TextSchema }),
    z.object({ $startsWith: TextSchema }),
    z.object({ $ignoreCaseEquals: TextSchema }),
    z.object({ $exists: z.boolean() }),
    z.object({ $isNull: z.boolean() }),
    z.object({
      $anythingBut: z.union([ScalarSchema, z.array(TextSchema), z.array(z.number()), z.array(z.boolean())]),
    }),
    z.object({ $gt: z.number() }),
    z.object({ $lt: z.number() }),
    z.object({ $gte: z.number() }),
    z.object({ $lte: z.number() }),
    z.object({ $between: z.tuple([z.number(), z.number()]) }),
    z.object({ $includes: ScalarSchema }),
    z.object({ $not: ScalarSchema }),
  ],
  { error: 'is not an operator of the event filter language, or its operand has the wrong type' },
);
/** What {@link ContentFilterSchema} results in. */
export type ContentFilter = z.output<typeof ContentFilterSchema>;

/** What an event filter demands of one value. */
export const EventMatcherSchema = z.union(
  [z.array(TextSchema), z.array(z.number()), z.array(z.boolean()), z.array(ContentFilterSchema)],
  { error: 'must be an array of only strings, only numbers, only booleans or only operators' },
);
/** What {@link EventMatcherSchema} results in. */
export type EventMatcher = z.output<typeof EventMatcherSchema>;

/** A filter on the payload or the context of an event. */
export interface EventFilter {
  [key: string]: EventMatcher | EventFilter;
}

const FilterSchema: z.ZodType<EventFilter, EventFilter> = z.lazy(() =>
  z.record(
    z.string(),
    z.union([EventMatcherSchema, FilterSchema], {
      error: 'must be a nested filter, or an array of only strings, only numbers, only booleans or only operators',
    }),
    { error: 'an event filter must be an object' },
  ),
);

/** The event filter language. Texts are checked, and the depth bounded, before the recursive descent. */
export const EventFilterSchema = JsonSchema.pipe(FilterSchema);
