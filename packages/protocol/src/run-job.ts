import { z } from 'zod';

import { DateSchema } from './date.ts';
import { DisplayPropertySchema } from './display.ts';
import { ErrorWithStackSchema } from './error-with-stack.ts';
import { ApiEventLogSchema, SourceContextSchema } from './events.ts';
import { JsonSchema } from './json.ts';
import { orAbsent } from './nullable.ts';
import { CachedTaskSchema, ServerTaskSchema } from './server-task.ts';
import { EnvironmentTypeSchema } from './status.ts';
import { TextSchema } from './text.ts';

/** Credentials of an integration. */
export const ConnectionAuthSchema = z.object({
  type: z.enum(['oauth2', 'apiKey']),
  accessToken: z.string(),
  scopes: z.array(z.string()).optional(),
  additionalFields: z.record(z.string(), z.string()).optional(),
});
/** What {@link ConnectionAuthSchema} results in. */
export type ConnectionAuth = z.output<typeof ConnectionAuthSchema>;

const runContext = {
  event: ApiEventLogSchema,
  job: z.object({ id: z.string(), version: z.string() }),
  environment: z.object({ id: z.string(), slug: z.string(), type: EnvironmentTypeSchema }),
  organization: z.object({ id: z.string(), slug: z.string(), title: z.string() }),
  account: z.object({ id: z.string(), metadata: JsonSchema.optional() }).optional(),
};

/** Body of PREPROCESS_RUN. */
export const PreprocessRunBodySchema = z.object({
  ...runContext,
  run: z.object({ id: z.string(), isTest: z.boolean() }),
});
/** What {@link PreprocessRunBodySchema} results in. */
export type PreprocessRunBody = z.output<typeof PreprocessRunBodySchema>;

/** Answer to PREPROCESS_RUN. */
export const PreprocessRunResponseSchema = z.object({
  abort: z.boolean(),
  properties: orAbsent(z.array(DisplayPropertySchema)),
});
/** What {@link PreprocessRunResponseSchema} results in. */
export type PreprocessRunResponse = z.output<typeof PreprocessRunResponseSchema>;

/**
 * Body of EXECUTE_JOB. Optional fields are absent when they have no value: the SDK refuses null in their place.
 * `run.startedAt` is the start of this execution; `tasks` holds finished tasks, so that they are not asked for again.
 */
export const RunJobBodySchema = z.object({
  ...runContext,
  run: z.object({ id: z.string(), isTest: z.boolean(), isRetry: z.boolean().default(false), startedAt: DateSchema }),
  project: z.object({ id: z.string(), slug: z.string(), name: z.string() }).optional(),
  source: SourceContextSchema.optional(),
  tasks: z.array(CachedTaskSchema).optional(),
  cachedTaskCursor: z.string().optional(),
  noopTasksSet: z.string().optional(),
  connections: z.record(z.string(), ConnectionAuthSchema).optional(),
  yieldedExecutions: z.array(z.string()).optional(),
  /** Milliseconds an execution should last at most before the SDK yields. */
  runChunkExecutionLimit: z.number().optional(),
  autoYieldConfig: z
    .object({
      startTaskThreshold: z.number(),
      beforeExecuteTaskThreshold: z.number(),
      beforeCompleteTaskThreshold: z.number(),
      afterCompleteTaskThreshold: z.number(),
    })
    .optional(),
});
/** What {@link RunJobBodySchema} results in. */
export type RunJobBody = z.output<typeof RunJobBodySchema>;

/** Where and why an execution yielded; times in milliseconds, fractional, also negative. */
const autoYieldFields = {
  location: TextSchema,
  timeRemaining: z.number(),
  timeElapsed: z.number(),
  limit: orAbsent(z.number()),
};

/** Answers other than success that an execution, or a child of `io.parallel`, can end with. */
const errorResponses = [
  z.object({ status: z.literal('ERROR'), error: ErrorWithStackSchema, task: orAbsent(ServerTaskSchema) }),
  z.object({ status: z.literal('RESUME_WITH_TASK'), task: ServerTaskSchema }),
  z.object({
    status: z.literal('RETRY_WITH_TASK'),
    task: ServerTaskSchema,
    error: ErrorWithStackSchema,
    retryAt: DateSchema,
  }),
  z.object({ status: z.literal('CANCELED'), task: ServerTaskSchema }),
  z.object({ status: z.literal('YIELD_EXECUTION'), key: TextSchema }),
  z.object({ status: z.literal('AUTO_YIELD_EXECUTION'), ...autoYieldFields }),
  z.object({
    status: z.literal('AUTO_YIELD_EXECUTION_WITH_COMPLETED_TASK'),
    id: TextSchema,
    properties: orAbsent(z.array(DisplayPropertySchema)),
    /** JSON text. */
    output: orAbsent(z.string()),
    data: z.object(autoYieldFields),
  }),
  z.object({
    status: z.literal('AUTO_YIELD_RATE_LIMIT'),
    /** When to go on, in milliseconds since 1970. */
    reset: z.coerce.number(),
  }),
  z.object({
    status: z.literal('INVALID_PAYLOAD'),
    errors: z.array(z.object({ path: z.array(TextSchema), message: TextSchema })),
  }),
  z.object({
    status: z.literal('UNRESOLVED_AUTH_ERROR'),
    issues: z.record(TextSchema, z.object({ id: TextSchema, error: TextSchema })),
  }),
] as const;

/** How a child of `io.parallel` ended, when not with a result. */
export const RunJobErrorResponseSchema = z.discriminatedUnion('status', errorResponses);
/** What {@link RunJobErrorResponseSchema} results in. */
export type RunJobErrorResponse = z.output<typeof RunJobErrorResponseSchema>;

/** Answer to EXECUTE_JOB: every status of SDK 2.1 and 2.3. */
export const RunJobResponseSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('SUCCESS'), output: JsonSchema.optional() }),
  ...errorResponses,
  z.object({
    status: z.literal('RESUME_WITH_PARALLEL_TASK'),
    task: ServerTaskSchema,
    childErrors: z.array(RunJobErrorResponseSchema),
  }),
]);
/** What {@link RunJobResponseSchema} results in. */
export type RunJobResponse = z.output<typeof RunJobResponseSchema>;

/** What the header `x-trigger-run-metadata` of an answer asks for. */
export const RunMetadataSchema = z.object({
  successSubscription: orAbsent(z.boolean()),
  failedSubscription: orAbsent(z.boolean()),
});
/** What {@link RunMetadataSchema} results in. */
export type RunMetadata = z.output<typeof RunMetadataSchema>;
