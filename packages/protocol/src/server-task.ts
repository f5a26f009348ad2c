import { z } from 'zod';

import { DateSchema } from './date.ts';
import { DisplayPropertySchema, StyleSchema } from './display.ts';
import { JsonSchema } from './json.ts';
import { orAbsent, orNull } from './nullable.ts';
import { TaskStatusSchema } from './status.ts';
import { TextSchema } from './text.ts';

/**
 * A task as the server shows it to the SDK, and as the SDK echoes it in its answer to EXECUTE_JOB.
 *
 * Fields without a value are null, except `output`, which is absent where the result was undefined, and
 * `outputProperties`, which only the SDK adds. `attempts` counts the attempts so far: the SDK computes its next retry
 * from it.
 */
export const ServerTaskSchema = z.object({
  id: TextSchema,
  name: TextSchema,
  icon: orNull(TextSchema),
  noop: z.boolean(),
  startedAt: orNull(DateSchema),
  completedAt: orNull(DateSchema),
  delayUntil: orNull(DateSchema),
  status: TaskStatusSchema,
  description: orNull(TextSchema),
  params: orNull(JsonSchema),
  output: JsonSchema.optional(),
  context: orNull(JsonSchema),
  properties: orNull(z.array(DisplayPropertySchema)),
  outputProperties: orAbsent(z.array(DisplayPropertySchema)),
  style: orNull(StyleSchema),
  error: orNull(TextSchema),
  parentId: orNull(TextSchema),
  attempts: z.int().default(0),
  idempotencyKey: TextSchema.default(''),
  operation: orNull(TextSchema),
  callbackUrl: orNull(TextSchema),
  forceYield: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  childExecutionMode: z
    .enum(['SEQUENTIAL', 'PARALLEL'])
    .nullish()
    .transform((value) => value ?? 'SEQUENTIAL'),
});
/** What {@link ServerTaskSchema} results in. */
export type ServerTask = z.output<typeof ServerTaskSchema>;

/**
 * A finished task that is sent along with EXECUTE_JOB, so that the SDK need not ask for it. `output` is absent where the
 * result was undefined.
 */
export const CachedTaskSchema = z.object({
  id: TextSchema,
  idempotencyKey: TextSchema,
  status: TaskStatusSchema,
  noop: z.boolean().default(false),
  output: JsonSchema.optional(),
  parentId: orNull(TextSchema),
});
/** What {@link CachedTaskSchema} results in. */
export type CachedTask = z.output<typeof CachedTaskSchema>;

/** Answer to `POST /api/v1/runs/:runId/tasks` when the request asks for protocol version 2023-09-29. */
export interface RunTaskResponse {
  readonly task: ServerTask;
  readonly cachedTasks?: { readonly tasks: readonly CachedTask[]; readonly cursor?: string };
}
