import { formatIssues, SendBulkEventsBodySchema, SendEventBodySchema } from '@kongflow/protocol';
import { toApiEventLog } from '@kongflow/events';
import { toV1RunStatus } from '@kongflow/runs';
import type { Context } from 'hono';
import type { App, AppEnv, Routes } from '../app.ts';
import { authenticate } from '../authenticate.ts';
import { allowBrowsers } from '../cors.ts';
import { readBody } from '../read-body.ts';
import type { Kongflow } from 'kongflow';
import type { z } from 'zod';

/** Sending, reading and cancelling events (trigger.dev v2 `/api/v1/events`, `/api/v2/events`). */
export const eventRoutes: Routes = (app, kongflow) => {
  const auth = authenticate(kongflow);

  app.post('/api/v1/events', auth, async (context) => {
    const body = await parseEvents(context, SendEventBodySchema);
    if (body instanceof Response) return body;
    const { environment } = context.var.authentication;
    const record = await kongflow.events.ingestEvent({ environment, ...body });
    return context.json(toApiEventLog(record));
  });

  app.post('/api/v1/events/bulk', auth, async (context) => {
    const body = await parseEvents(context, SendBulkEventsBodySchema);
    if (body instanceof Response) return body;
    const { environment } = context.var.authentication;
    const records = await kongflow.events.ingestEvents({ environment, ...body });
    return context.json(records.map(toApiEventLog));
  });

  app.post('/api/v1/events/:eventId/cancel', auth, async (context) => {
    const { environment } = context.var.authentication;
    const record = await kongflow.events.cancelEvent({ environment, eventId: context.req.param('eventId') });
    return context.json(toApiEventLog(record));
  });

  getEvent(app, kongflow, '/api/v1/events/:eventId', toV1RunStatus);
  getEvent(app, kongflow, '/api/v2/events/:eventId', (status) => status);
};

type StatusView = typeof toV1RunStatus | ((status: Parameters<typeof toV1RunStatus>[0]) => string);

/** The event with its runs. Version 1 hides the statuses that SDKs before 2.2.9 do not know. */
function getEvent(app: App, kongflow: Kongflow, path: `${string}/:eventId`, view: StatusView): void {
  allowBrowsers(app, path);
  app.get(path, authenticate(kongflow, { allowPublicKey: true }), async (context) => {
    const { environment } = context.var.authentication;
    const event = await kongflow.events.getEvent({
      environmentId: environment.id,
      eventId: context.req.param('eventId'),
    });
    if (event === null) return context.json({ error: 'Event not found' }, 404);
    const runs = await kongflow.runs.listRunsOfEvent({ environmentId: environment.id, eventRecordId: event.id });
    return context.json({
      id: event.eventId,
      name: event.name,
      createdAt: event.createdAt,
      updatedAt: event.updatedAt,
      runs: runs.map(({ id, status, startedAt, completedAt }) => ({
        id,
        status: view(status),
        startedAt,
        completedAt,
      })),
    });
  });
}

/** Like trigger.dev v2, invalid events are answered 422 with `message`; `error` is added for the SDK to throw. */
async function parseEvents<Schema extends z.ZodType>(
  context: Context<AppEnv>,
  schema: Schema,
): Promise<z.output<Schema> | Response> {
  const parsed = schema.safeParse(await readBody(context));
  if (parsed.success) return parsed.data;
  const message = formatIssues(parsed.error);
  return context.json({ message, error: message }, 422);
}
