import {
  CompleteTaskBodySchema,
  CompleteTaskBodyV2Schema,
  FailTaskBodySchema,
  KeySchema,
  PROTOCOL_VERSION,
  RunTaskBodySchema,
  SERIALIZED_OUTPUT_VERSION,
} from '@kongflow/protocol';
import { RunsError } from '@kongflow/runs';
import type { Routes } from '../app.ts';
import { authenticate } from '../authenticate.ts';
import { RequestError } from '../errors.ts';
import { parseBody } from '../validate.ts';

const INVALID = 'Invalid request body';

/** The tasks of a run, as the SDK posts them from inside a job (trigger.dev v2 `/api/v1/runs/:runId/tasks`). */
export const taskRoutes: Routes = (app, kongflow) => {
  const auth = authenticate(kongflow);

  app.post('/api/v1/runs/:runId/tasks', auth, async (context) => {
    const key = KeySchema.safeParse(context.req.header('idempotency-key'));
    if (!key.success) return context.json({ error: 'Invalid or Missing idempotency key' }, 400);
    const body = await parseBody(context, RunTaskBodySchema, INVALID);
    const { environment } = context.var.authentication;
    // The header is the effective key; the SDK sends the same value in both places.
    const task = await kongflow.runs
      .createTask({
        environmentId: environment.id,
        runId: context.req.param('runId'),
        task: { ...body, idempotencyKey: key.data },
      })
      .catch(unknownRunIsBadRequest);
    if (context.req.header('trigger-version') !== PROTOCOL_VERSION) return context.json(task);
    context.header('trigger-version', PROTOCOL_VERSION);
    return context.json({ task });
  });

  app.post('/api/v1/runs/:runId/tasks/:taskId/complete', auth, async (context) => {
    const serialized = context.req.header('trigger-version') === SERIALIZED_OUTPUT_VERSION;
    const result = serialized
      ? await parseBody(context, CompleteTaskBodyV2Schema, INVALID, {})
      : await parseBody(context, CompleteTaskBodySchema, INVALID, {});
    const { runId, taskId } = context.req.param();
    const { environment } = context.var.authentication;
    return context.json(await kongflow.runs.completeTask({ environmentId: environment.id, runId, taskId, result }));
  });

  app.post('/api/v1/runs/:runId/tasks/:taskId/fail', auth, async (context) => {
    const { error } = await parseBody(context, FailTaskBodySchema, INVALID);
    const { runId, taskId } = context.req.param();
    const { environment } = context.var.authentication;
    return context.json(await kongflow.runs.failTask({ environmentId: environment.id, runId, taskId, error }));
  });
};

/** trigger.dev v2 answers 400, not 404, to a task of an unknown run. */
function unknownRunIsBadRequest(error: unknown): never {
  if (error instanceof RunsError && error.code === 'RUN_NOT_FOUND') {
    throw new RequestError('INVALID_REQUEST', 'Run not found');
  }
  throw error;
}
