import { describeIndex } from '@kongflow/endpoints';
import { CreateEndpointBodySchema, IndexEndpointBodySchema } from '@kongflow/protocol';
import type { Routes } from '../app.ts';
import { authenticate } from '../authenticate.ts';
import { readBody } from '../read-body.ts';
import { parseBody } from '../validate.ts';

/** Connecting and indexing endpoints, as the CLI and deployment hooks do (trigger.dev v2 `/api/v1/endpoints`). */
export const endpointRoutes: Routes = (app, kongflow) => {
  const auth = authenticate(kongflow);

  app.post('/api/v1/endpoints', auth, async (context) => {
    const { url, id } = await parseBody(context, CreateEndpointBodySchema, 'Invalid request body');
    const { environment } = context.var.authentication;
    const { endpointIndex, ...endpoint } = await kongflow.endpoints.createEndpoint({ environment, url, id });
    return context.json({ ...endpoint, endpointIndex: { id: endpointIndex.id, ...describeIndex(endpointIndex) } });
  });

  app.post('/api/v1/endpoints/:endpointSlug/index', auth, async (context) => {
    const { reason, data } = await parseBody(context, IndexEndpointBodySchema, 'Invalid body');
    const { environment } = context.var.authentication;
    const endpointSlug = context.req.param('endpointSlug');
    const index = await kongflow.endpoints.indexEndpoint({
      environment,
      endpointSlug,
      source: 'API',
      reason,
      sourceData: data,
    });
    const view = describeIndex(index);
    if (view.status === 'FAILURE') return context.json({ error: view.error.message }, 400);
    const { data: _, ...row } = index;
    return context.json(row);
  });

  app.get('/api/v1/endpointindex/:indexId', auth, async (context) => {
    const { environment } = context.var.authentication;
    const index = await kongflow.endpoints.getIndex({ environment, id: context.req.param('indexId') });
    if (index === null) return context.json({ error: 'EndpointIndex not found' }, 404);
    return context.json({ id: index.id, ...describeIndex(index) });
  });

  // The identifier in the path is the secret: deployment hooks cannot send an API key.
  app.on(['GET', 'POST'], '/api/v1/endpoints/:environmentId/:endpointSlug/index/:identifier', async (context) => {
    const sourceData = await readBody(context).catch(() => null);
    await kongflow.endpoints.indexFromHook({ ...context.req.param(), sourceData });
    return context.json({ ok: true });
  });
};
