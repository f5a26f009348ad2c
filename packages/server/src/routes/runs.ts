import { LogBodySchema } from '@kongflow/protocol';
import { toV1RunStatus, type RunDetails } from '@kongflow/runs';
import type { Kongflow } from 'kongflow';
import { z } from 'zod';
import type { App, Routes } from '../app.ts';
import { authenticate } from '../authenticate.ts';
import { allowBrowsers } from '../cors.ts';
import { parseBody, parseQuery } from '../validate.ts';

/** `subtasks` and `taskdetails` are on for "true" and "1"; trigger.dev v2 took any text, "false" too, for a yes. */
const flag = z
  .string()
  .optional()
  .transform((value) => value === 'true' || value === '1');

const PageSchema = z.object({
  cursor: z.string().optional(),
  take: z.coerce.number().int().min(1).max(50).default(20),
});
const RunQuerySchema = PageSchema.extend({ subtasks: flag, taskdetails: flag });

/** Reading and cancelling runs (trigger.dev v2 `/api/v1/runs`, `/api/v2/runs`, `/api/v1/jobs/:slug/runs`). */
export const runRoutes: Routes = (app, kongflow) => {
  const auth = authenticate(kongflow);
  getRun(app, kongflow, '/api/v1/runs/:runId', (run) => ({ ...run, status: toV1RunStatus(run.status) }));
  getRun(app, kongflow, '/api/v2/runs/:runId', (run) => run);

  app.post('/api/v1/runs/:runId/cancel', auth, async (context) => {
    const { environment } = context.var.authentication;
    const run = await kongflow.runs.cancelRun({ environmentId: environment.id, runId: context.req.param('runId') });
    return context.json({ ...run, status: toV1RunStatus(run.status) });
  });

  app.post('/api/v1/runs/:runId/logs', auth, async (context) =>
    context.json(await parseBody(context, LogBodySchema, 'Invalid request body')),
  );

  allowBrowsers(app, '/api/v1/jobs/:jobSlug/runs');
  app.get('/api/v1/jobs/:jobSlug/runs', auth, async (context) => {
    const page = parseQuery(context, PageSchema);
    const { environment } = context.var.authentication;
    const jobSlug = context.req.param('jobSlug');
    const { runs, nextCursor } = await kongflow.runs.listRunsOfJob({ environmentId: environment.id, jobSlug, ...page });
    return context.json({ runs: runs.map((run) => ({ ...run, status: toV1RunStatus(run.status) })), nextCursor });
  });
};

/** A public key reads runs too, but neither parameters nor output of their tasks. */
function getRun(app: App, kongflow: Kongflow, path: `${string}/:runId`, view: (run: RunDetails) => object): void {
  allowBrowsers(app, path);
  app.get(path, authenticate(kongflow, { allowPublicKey: true }), async (context) => {
    const { cursor, take, subtasks, taskdetails } = parseQuery(context, RunQuerySchema);
    const { type, environment } = context.var.authentication;
    const run = await kongflow.runs.getRun({
      environmentId: environment.id,
      runId: context.req.param('runId'),
      cursor,
      take,
      subtasks,
      taskDetails: taskdetails && type === 'PRIVATE',
    });
    return run === null
      ? context.json({ error: 'Run not found', message: 'Run not found' }, 404)
      : context.json(view(run));
  });
}
