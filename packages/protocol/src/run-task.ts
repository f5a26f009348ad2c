import { z } from 'zod';

import { DateSchema } from './date.ts';
import { DisplayPropertySchema, StyleSchema } from './display.ts';
import { JsonSchema } from './json.ts';
import { orAbsent } from './nullable.ts';
import { KeySchema, TextSchema } from './text.ts';

/** How the SDK retries a task; the server only checks the form, it is the SDK that decides. */
export const RetryOptionsSchema = z.object({
  limit: orAbsent(z.number()),
  factor: orAbsent(z.number()),
  minTimeoutInMs: orAbsent(z.number()),
  maxTimeoutInMs: orAbsent(z.number()),
  randomize: orAbsent(z.boolean()),
});
/** What {@link RetryOptionsSchema} results in. */
export type RetryOptions = z.output<typeof RetryOptionsSchema>;

/** Properties of a task: SDKs also send incomplete ones, which are left out. */
export const TaskPropertiesSchema = z.array(z.unknown()).transform((items) =>
  items.flatMap((item) => {
    const property = DisplayPropertySchema.safeParse(item);
    return property.success ? [property.data] : [];
  }),
);

/** What the server does in the job's stead while the run waits. */
export const TaskOperationSchema = z.enum(['fetch', 'fetch-response', 'fetch-poll']);
/** What {@link TaskOperationSchema} results in. */
export type TaskOperation = z.output<typeof TaskOperationSchema>;

/** Default time to wait for a task's callback, in seconds. */
const DEFAULT_CALLBACK_TIMEOUT_SECONDS = 3600;

/** Body of `POST /api/v1/runs/:runId/tasks`. */
export const RunTaskBodySchema = z.object({
  idempotencyKey: KeySchema,
  name: orAbsent(TextSchema),
  displayKey: orAbsent(TextSchema),
  icon: orAbsent(TextSchema),
  description: orAbsent(TextSchema),
  delayUntil: orAbsent(DateSchema),
  retry: orAbsent(RetryOptionsSchema),
  properties: orAbsent(TaskPropertiesSchema),
  params: JsonSchema.optional(),
  style: orAbsent(StyleSchema),
  connectionKey: orAbsent(TextSchema),
  operation: orAbsent(TaskOperationSchema),
  noop: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  redact: orAbsent(z.object({ paths: z.array(TextSchema) })),
  parentId: orAbsent(TextSchema),
  parallel: orAbsent(z.boolean()),
  callback: orAbsent(
    z.object({
      enabled: z.boolean(),
      /** Seconds; 0 or less: no timeout. */
      timeoutInSeconds: z.number().default(DEFAULT_CALLBACK_TIMEOUT_SECONDS),
    }),
  ),
});
/** What {@link RunTaskBodySchema} results in. */
export type RunTaskBody = z.output<typeof RunTaskBodySchema>;

/** Body of `POST /api/v1/runs/:runId/logs`. */
export const LogBodySchema = z.object({
  level: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  message: TextSchema,
  data: JsonSchema.optional(),
});
/** What {@link LogBodySchema} results in. */
export type LogBody = z.output<typeof LogBodySchema>;
