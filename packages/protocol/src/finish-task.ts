import { z } from 'zod';

import { ErrorWithStackSchema } from './error-with-stack.ts';
import { type Json, JsonSchema } from './json.ts';
import { orAbsent } from './nullable.ts';
import { TaskPropertiesSchema } from './run-task.ts';

/** Value of the version header with which SDK 2.2.5 and newer say that `output` is a text holding JSON. */
export const SERIALIZED_OUTPUT_VERSION = '2023-11-01';

/** Longest output of a task, in characters of its JSON text. */
export const MAX_TASK_OUTPUT_LENGTH = 3 * 1024 * 1024;

const tooLong = 'Output must be less than 3MB';

/**
 * Body of `POST /api/v1/runs/:runId/tasks/:id/complete`, as SDKs before 2.2.5 send it: `output` is any JSON.
 *
 * trigger.dev v2 stored `{}` in place of false, 0, "" and null; the real value is kept here.
 */
export const CompleteTaskBodySchema = z
  .object({
    properties: orAbsent(TaskPropertiesSchema),
    output: JsonSchema.optional(),
  })
  .transform(({ properties, output }) => ({
    properties,
    output: output ?? null,
    outputIsUndefined: output === undefined,
  }))
  .refine(({ output }) => JSON.stringify(output).length <= MAX_TASK_OUTPUT_LENGTH, tooLong);

/** What a task resulted in. `outputIsUndefined` tells a result of undefined from one of null. */
export type CompleteTaskBody = z.output<typeof CompleteTaskBodySchema>;

/** The same, as newer SDKs send it with {@link SERIALIZED_OUTPUT_VERSION}: `output` is a text that holds JSON. */
export const CompleteTaskBodyV2Schema = z
  .object({
    properties: orAbsent(TaskPropertiesSchema),
    output: z.string().max(MAX_TASK_OUTPUT_LENGTH, tooLong).transform(parseJson).pipe(JsonSchema).optional(),
  })
  .transform(({ properties, output }): CompleteTaskBody => ({
    properties,
    output: output ?? null,
    outputIsUndefined: output === undefined,
  }));

/** Body of `POST /api/v1/runs/:runId/tasks/:id/fail`. */
export const FailTaskBodySchema = z.object({ error: ErrorWithStackSchema });
/** What {@link FailTaskBodySchema} results in. */
export type FailTaskBody = z.output<typeof FailTaskBodySchema>;

function parseJson(value: string, context: z.RefinementCtx): Json {
  try {
    const json: Json = JSON.parse(value);
    return json;
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a text that holds JSON' });
    return z.NEVER;
  }
}
