import { z } from 'zod';

import { DisplayPropertySchema } from './display.ts';
import { EventRuleSchema } from './event-rule.ts';
import { JsonSchema } from './json.ts';
import { orAbsent } from './nullable.ts';
import { KeySchema, TextSchema } from './text.ts';

/** Shortest and longest interval of a schedule, in seconds. SDK 2.3 allows 20 s, 2.1 asked for 60 s. */
const MIN_INTERVAL_SECONDS = 20;
const MAX_INTERVAL_SECONDS = 2_592_000;

/** When a scheduled job runs. */
export const ScheduleMetadataSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('interval'),
    options: z.object({ seconds: z.int().min(MIN_INTERVAL_SECONDS).max(MAX_INTERVAL_SECONDS) }),
    accountId: orAbsent(KeySchema),
    metadata: JsonSchema.optional(),
  }),
  z.object({
    type: z.literal('cron'),
    options: z.object({ cron: TextSchema }),
    accountId: orAbsent(KeySchema),
    metadata: JsonSchema.optional(),
  }),
]);
/** What {@link ScheduleMetadataSchema} results in. */
export type ScheduleMetadata = z.output<typeof ScheduleMetadataSchema>;

const StaticTriggerSchema = z.object({
  type: z.literal('static'),
  title: z.union([TextSchema, z.array(TextSchema)]),
  properties: orAbsent(z.array(DisplayPropertySchema)),
  rule: EventRuleSchema,
  link: orAbsent(TextSchema),
  help: orAbsent(z.object({ noRuns: orAbsent(z.object({ text: TextSchema, link: orAbsent(TextSchema) })) })),
});

/** What starts a job: events, a schedule, registrations made at run time, or an explicit call. */
export const TriggerMetadataSchema = z.discriminatedUnion('type', [
  StaticTriggerSchema,
  z.object({ type: z.literal('scheduled'), schedule: ScheduleMetadataSchema }),
  z.object({ type: z.literal('dynamic'), id: KeySchema }),
  z.object({ type: z.literal('invoke') }),
]);
/** What {@link TriggerMetadataSchema} results in. */
export type TriggerMetadata = z.output<typeof TriggerMetadataSchema>;
