import { z } from 'zod';

import { DateSchema } from './date.ts';
import { newEventId } from './ids.ts';
import { type Json, JsonSchema } from './json.ts';
import { orAbsent, orNull } from './nullable.ts';
import { KeySchema } from './text.ts';

/** The payload of an event: any JSON. */
export type EventPayload = Json;

/** The context of an event: any JSON. */
export type EventContext = Json;

/** The source of an event whose sender named none. */
export const DEFAULT_EVENT_SOURCE = 'trigger.dev';

/** Longest delay or advance of a delivery, in seconds: a hundred years. */
const MAX_DELAY_SECONDS = 100 * 365 * 24 * 60 * 60;

/** An event as it is sent; an id is made where the sender chose none. */
export const RawEventSchema = z.object({
  name: KeySchema,
  payload: JsonSchema.optional(),
  context: JsonSchema.optional(),
  id: orAbsent(KeySchema).transform((id) => id ?? newEventId()),
  timestamp: orAbsent(DateSchema),
  source: orAbsent(KeySchema),
  payloadType: orAbsent(z.enum(['JSON', 'REQUEST'])),
});
/** What {@link RawEventSchema} results in. */
export type RawEvent = z.output<typeof RawEventSchema>;
/** What {@link RawEventSchema} takes. */
export type RawEventInput = z.input<typeof RawEventSchema>;

/** When and for whom an event is delivered; `deliverAt` wins over `deliverAfter`. */
export const SendEventOptionsSchema = z.object({
  deliverAt: orAbsent(DateSchema),
  /** Seconds from now. */
  deliverAfter: orAbsent(z.int().min(-MAX_DELAY_SECONDS).max(MAX_DELAY_SECONDS)),
  /** The sender's own id of the account the event belongs to. */
  accountId: orAbsent(KeySchema),
});
/** What {@link SendEventOptionsSchema} results in. */
export type SendEventOptions = z.output<typeof SendEventOptionsSchema>;

/** Body of `POST /api/v1/events`. */
export const SendEventBodySchema = z.object({
  event: RawEventSchema,
  options: orAbsent(SendEventOptionsSchema),
});
/** What {@link SendEventBodySchema} results in. */
export type SendEventBody = z.output<typeof SendEventBodySchema>;

/**
 * Most events that are taken in together: they are stored in one transaction, and of events that are sent again before
 * their delivery the time to store them grows with the square of their number (5000 take some 6 s, 10 000 take 24 s).
 */
export const MAX_EVENTS_PER_BATCH = 5000;

/** Events that are taken in together. */
export const EventBatchSchema = z
  .array(RawEventSchema)
  .max(MAX_EVENTS_PER_BATCH, `must not hold more than ${MAX_EVENTS_PER_BATCH} events`);

/** Body of `POST /api/v1/events/bulk`. */
export const SendBulkEventsBodySchema = z.object({
  events: EventBatchSchema,
  options: orAbsent(SendEventOptionsSchema),
});
/** What {@link SendBulkEventsBodySchema} results in. */
export type SendBulkEventsBody = z.output<typeof SendBulkEventsBodySchema>;

/** An event as the API shows it, and as a job receives it. `id` is the sender's. */
export const ApiEventLogSchema = z.object({
  id: z.string(),
  name: z.string(),
  payload: JsonSchema,
  context: orNull(JsonSchema),
  timestamp: DateSchema,
  deliverAt: orNull(DateSchema),
  deliveredAt: orNull(DateSchema),
  cancelledAt: orNull(DateSchema),
});
/** What {@link ApiEventLogSchema} results in. */
export type ApiEventLog = z.output<typeof ApiEventLogSchema>;

/** What caused an event that nobody sent: a schedule, or a dynamic trigger's registration. */
export const SourceContextSchema = z.object({
  id: z.string(),
  metadata: JsonSchema,
});
/** What {@link SourceContextSchema} results in. */
export type SourceContext = z.output<typeof SourceContextSchema>;
