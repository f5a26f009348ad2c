import { z } from 'zod';

import { DisplayPropertySchema } from './display.ts';
import { EventFilterSchema } from './event-filter.ts';
import { JsonSchema } from './json.ts';
import { orAbsent } from './nullable.ts';
import {
  KeySchema,
  MAX_JOB_SLUG_LENGTH,
  MAX_JOB_TITLE_LENGTH,
  MAX_JOB_VERSION_LENGTH,
  text,
  TextSchema,
} from './text.ts';
import { TriggerMetadataSchema } from './triggers.ts';

const ExampleIdSchema = text({ min: 1, max: MAX_JOB_SLUG_LENGTH });

/** A payload to try a job with. */
export const EventExampleSchema = z.object({
  id: ExampleIdSchema,
  name: text({ max: MAX_JOB_TITLE_LENGTH }),
  icon: orAbsent(text({ max: MAX_JOB_SLUG_LENGTH })),
  payload: JsonSchema.optional(),
});
/** What {@link EventExampleSchema} results in. */
export type EventExample = z.output<typeof EventExampleSchema>;

/** Describes the events that a job takes. */
export const EventSpecificationSchema = z.object({
  name: z.union([TextSchema, z.array(TextSchema)]),
  title: TextSchema,
  source: TextSchema,
  icon: TextSchema,
  filter: orAbsent(EventFilterSchema),
  properties: orAbsent(z.array(DisplayPropertySchema)),
  schema: JsonSchema.optional(),
  examples: orAbsent(z.array(EventExampleSchema)),
});
/** What {@link EventSpecificationSchema} results in. */
export type EventSpecification = z.output<typeof EventSpecificationSchema>;

/** Which third-party service a job uses, and who holds the credentials. */
export const IntegrationConfigSchema = z.object({
  id: KeySchema,
  metadata: z.object({ id: TextSchema, name: TextSchema, instructions: orAbsent(TextSchema) }),
  authSource: z.enum(['HOSTED', 'LOCAL', 'RESOLVER']),
});
/** What {@link IntegrationConfigSchema} results in. */
export type IntegrationConfig = z.output<typeof IntegrationConfigSchema>;

/** How many runs of a job, or of a group of jobs, may execute at once. */
export const ConcurrencyLimitSchema = z.union([
  z.int().positive(),
  z.object({ id: KeySchema, limit: z.int().positive() }),
]);
/** What {@link ConcurrencyLimitSchema} results in. */
export type ConcurrencyLimit = z.output<typeof ConcurrencyLimitSchema>;

/** The slug of a job: `Job.id` in the user's code, made URL-safe by the SDK. */
export const JobSlugSchema = text({ min: 1, max: MAX_JOB_SLUG_LENGTH });

/** The version of a job. */
export const JobVersionSchema = text({ min: 1, max: MAX_JOB_VERSION_LENGTH });

/** A job as the endpoint declares it. */
export const JobMetadataSchema = z.object({
  id: JobSlugSchema,
  name: text({ max: MAX_JOB_TITLE_LENGTH }),
  version: JobVersionSchema,
  event: EventSpecificationSchema,
  trigger: TriggerMetadataSchema,
  integrations: z.record(TextSchema, IntegrationConfigSchema),
  internal: z.boolean().default(false),
  enabled: z.boolean(),
  startPosition: z.enum(['initial', 'latest']),
  preprocessRuns: z.boolean(),
  concurrencyLimit: orAbsent(ConcurrencyLimitSchema),
});
/** What {@link JobMetadataSchema} results in. */
export type JobMetadata = z.output<typeof JobMetadataSchema>;
