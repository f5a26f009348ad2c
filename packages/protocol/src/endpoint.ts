import { z } from 'zod';

import { JsonSchema } from './json.ts';
import { JobMetadataSchema } from './jobs.ts';
import { orAbsent } from './nullable.ts';
import {
  DynamicScheduleMetadataSchema,
  DynamicTriggerMetadataSchema,
  HttpEndpointMetadataSchema,
  SourceMetadataSchema,
  WebhookMetadataSchema,
} from './sources.ts';
import { MAX_ENDPOINT_SLUG_LENGTH, text, TextSchema } from './text.ts';

/** Value of the version header that the server sends, and that endpoints of SDK 2.1.8 and newer answer with. */
export const PROTOCOL_VERSION = '2023-09-29';

/** The slug of an endpoint: the id of the `TriggerClient` in the user's code. */
export const EndpointSlugSchema = text({ min: 1, max: MAX_ENDPOINT_SLUG_LENGTH });

/** Body of `POST /api/v1/endpoints`. */
export const CreateEndpointBodySchema = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
  id: EndpointSlugSchema,
});
/** What {@link CreateEndpointBodySchema} results in. */
export type CreateEndpointBody = z.output<typeof CreateEndpointBodySchema>;

/** Body of `POST /api/v1/endpoints/:slug/index`. */
export const IndexEndpointBodySchema = z.object({
  reason: orAbsent(TextSchema),
  data: JsonSchema.optional(),
});
/** What {@link IndexEndpointBodySchema} results in. */
export type IndexEndpointBody = z.output<typeof IndexEndpointBodySchema>;

const FailedAnswerSchema = z.object({ ok: z.literal(false), error: TextSchema });

/** Answer of an endpoint to PING. */
export const PongResponseSchema = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), FailedAnswerSchema]);
/** What {@link PongResponseSchema} results in. */
export type PongResponse = z.output<typeof PongResponseSchema>;

/** Answer of an endpoint to VALIDATE. */
export const ValidateResponseSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), endpointId: EndpointSlugSchema }),
  FailedAnswerSchema,
]);
/** What {@link ValidateResponseSchema} results in. */
export type ValidateResponse = z.output<typeof ValidateResponseSchema>;

/** Answer of an endpoint to INDEX_ENDPOINT: everything the user's code declares. */
export const IndexEndpointResponseSchema = z.object({
  jobs: z.array(JobMetadataSchema),
  sources: z.array(SourceMetadataSchema),
  dynamicTriggers: z.array(DynamicTriggerMetadataSchema),
  dynamicSchedules: z.array(DynamicScheduleMetadataSchema),
  webhooks: z.array(WebhookMetadataSchema).default([]),
  httpEndpoints: z.array(HttpEndpointMetadataSchema).default([]),
});
/** What {@link IndexEndpointResponseSchema} results in. */
export type IndexEndpointResponse = z.output<typeof IndexEndpointResponseSchema>;

/** What an indexing registered and disabled, as counts. */
export const IndexStatsSchema = z.object({
  jobs: z.int(),
  sources: z.int(),
  webhooks: z.int().default(0),
  dynamicTriggers: z.int(),
  dynamicSchedules: z.int(),
  disabledJobs: z.int().default(0),
  httpEndpoints: z.int().default(0),
});
/** What {@link IndexStatsSchema} results in. */
export type IndexStats = z.output<typeof IndexStatsSchema>;

/** Why an indexing failed; `raw` holds the details. */
export const IndexErrorSchema = z.object({ message: z.string(), raw: JsonSchema.optional() });
/** What {@link IndexErrorSchema} results in. */
export type IndexError = z.output<typeof IndexErrorSchema>;
