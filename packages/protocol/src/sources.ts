import { z } from 'zod';

import { DisplayPropertySchema } from './display.ts';
import { EventFilterSchema } from './event-filter.ts';
import { JsonSchema } from './json.ts';
import { IntegrationConfigSchema, JobSlugSchema, JobVersionSchema } from './jobs.ts';
import { orAbsent } from './nullable.ts';
import { KeySchema, TextSchema } from './text.ts';

/** Names one version of a job. */
export const JobReferenceSchema = z.object({ id: JobSlugSchema, version: JobVersionSchema });
/** What {@link JobReferenceSchema} results in. */
export type JobReference = z.output<typeof JobReferenceSchema>;

const sourceFields = {
  channel: z.enum(['HTTP', 'SQS', 'SMTP']),
  integration: IntegrationConfigSchema,
  key: KeySchema,
  params: JsonSchema.optional(),
  registerSourceJob: orAbsent(JobReferenceSchema),
};

/** A source of events outside; one without a version is of version 1. */
export const SourceMetadataSchema = z.discriminatedUnion('version', [
  z.object({
    version: z
      .literal('1')
      .optional()
      .transform(() => '1' as const),
    ...sourceFields,
    events: z.array(TextSchema),
  }),
  z.object({
    version: z.literal('2'),
    ...sourceFields,
    options: z.record(TextSchema, z.array(TextSchema)),
  }),
]);
/** What {@link SourceMetadataSchema} results in. */
export type SourceMetadata = z.output<typeof SourceMetadataSchema>;

/** A trigger whose rules are registered at run time. */
export const DynamicTriggerMetadataSchema = z.object({
  id: KeySchema,
  jobs: z.array(JobReferenceSchema),
  registerSourceJob: orAbsent(JobReferenceSchema),
});
/** What {@link DynamicTriggerMetadataSchema} results in. */
export type DynamicTriggerMetadata = z.output<typeof DynamicTriggerMetadataSchema>;

/** A trigger whose schedules are registered at run time. */
export const DynamicScheduleMetadataSchema = z.object({ id: KeySchema, jobs: z.array(JobReferenceSchema) });
/** What {@link DynamicScheduleMetadataSchema} results in. */
export type DynamicScheduleMetadata = z.output<typeof DynamicScheduleMetadataSchema>;

const RequestFilterSchema = z.object({
  method: orAbsent(z.array(TextSchema)),
  headers: orAbsent(EventFilterSchema),
  query: orAbsent(EventFilterSchema),
  body: orAbsent(EventFilterSchema),
});

/** An HTTP endpoint that the server offers in the job's name (SDK 2.3). */
export const HttpEndpointMetadataSchema = z.object({
  id: KeySchema,
  version: TextSchema,
  enabled: z.boolean(),
  title: orAbsent(TextSchema),
  icon: orAbsent(TextSchema),
  properties: orAbsent(z.array(DisplayPropertySchema)),
  event: JsonSchema.optional(),
  immediateResponseFilter: orAbsent(RequestFilterSchema),
  skipTriggeringRuns: orAbsent(z.boolean()),
  source: TextSchema,
});
/** What {@link HttpEndpointMetadataSchema} results in. */
export type HttpEndpointMetadata = z.output<typeof HttpEndpointMetadataSchema>;

/** A webhook subscription at a third party (SDK 2.3). */
export const WebhookMetadataSchema = z.object({
  key: KeySchema,
  params: JsonSchema.optional(),
  config: orAbsent(z.record(TextSchema, z.array(TextSchema))),
  integration: IntegrationConfigSchema,
  httpEndpoint: z.object({ id: KeySchema }),
});
/** What {@link WebhookMetadataSchema} results in. */
export type WebhookMetadata = z.output<typeof WebhookMetadataSchema>;
