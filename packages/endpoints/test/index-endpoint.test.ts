import { describe, expect, it } from 'vitest';
import { job } from './local-endpoint.ts';
import { setup } from './setup.ts';

const bundle = setup();

describe('indexEndpoint', () => {
  it('asks the endpoint now and keeps who asked and why', async () => {
    const { endpoints, tenant, listen, tasksOf } = bundle();
    const { production: environment } = await tenant();
    const local = await listen({ jobs: [job('a')] });
    await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
    const index = await endpoints.indexEndpoint({
      environment,
      endpointSlug: local.id,
      source: 'API',
      reason: 'deployed',
      sourceData: { commit: ['abc'] },
    });
    expect(index).toMatchObject({
      status: 'STARTED',
      source: 'API',
      reason: 'deployed',
      sourceData: { commit: ['abc'] },
      pendingRegistrations: ['a@1.0.0'],
    });
    // What would have taken over is gone: only the registration is left.
    expect((await tasksOf(index)).map(({ task }) => task)).toEqual(['registerJob']);
  });

  it('answers with the reason when the endpoint is down', async () => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
    await local.close();
    expect(await endpoints.indexEndpoint({ environment, endpointSlug: local.id, source: 'MANUAL' })).toMatchObject({
      status: 'FAILURE',
      source: 'MANUAL',
      reason: null,
      sourceData: null,
      error: { message: `Could not connect to endpoint ${local.url}` },
    });
  });

  it('leaves a task behind that takes over when it dies', async () => {
    const { endpoints, service, tenant, listen, tasksOf, reload } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
    const dying = service({ environments: { getEnvironment: async () => Promise.reject(new Error('killed')) } });
    const input = { environment, endpointSlug: local.id, source: 'API' } as const;
    await expect(dying.indexEndpoint(input)).rejects.toThrow('killed');

    const index = await endpoints.findLatestIndex({ environment, endpointSlug: local.id });
    const id = index?.id ?? '';
    expect(index?.status).toBe('PENDING');
    const [task] = await tasksOf({ id });
    expect(task).toMatchObject({ task: 'performEndpointIndexing', payload: { id } });
    expect(task?.dueInMs).toBeGreaterThan(60_000);
    await endpoints.performIndexing(id);
    expect(await reload({ id })).toMatchObject({ status: 'SUCCESS' });
  });

  it('does not find the endpoints of others', async () => {
    const { endpoints, tenant, listen } = bundle();
    const [mine, theirs] = [await tenant(), await tenant()];
    const local = await listen();
    await endpoints.createEndpoint({ environment: theirs.production, url: local.url, id: local.id });
    for (const environment of [mine.production, theirs.staging]) {
      await expect(
        endpoints.indexEndpoint({ environment, endpointSlug: local.id, source: 'API' }),
      ).rejects.toMatchObject({ code: 'ENDPOINT_NOT_FOUND' });
    }
  });

  it('refuses what cannot be stored', async () => {
    const { endpoints, tenant } = bundle();
    const { production: environment } = await tenant();
    const input = { environment, endpointSlug: 'any', source: 'API', reason: 'a\0b' } as const;
    await expect(endpoints.indexEndpoint(input)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('indexFromHook', () => {
  it('enqueues an index for whoever knows the identifier', async () => {
    const { endpoints, tenant, listen, tasksOf } = bundle();
    const { development: environment } = await tenant();
    const local = await listen();
    const endpoint = await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
    const deployment = { name: 'shop', url: 'shop.example', meta: {} };
    const sourceData = { type: 'deployment.succeeded', payload: { deployment } };
    const index = await endpoints.indexFromHook({
      environmentId: environment.id,
      endpointSlug: local.id,
      identifier: endpoint.indexingHookIdentifier,
      sourceData,
    });
    expect(index).toMatchObject({
      status: 'PENDING',
      source: 'HOOK',
      reason: 'Vercel project shop was deployed to shop.example',
      sourceData,
    });
    const [task] = await tasksOf(index);
    expect(task).toMatchObject({ task: 'performEndpointIndexing', payload: { id: index.id }, maxAttempts: 1 });
    expect(task?.dueInMs).toBeGreaterThan(2_000);
    expect(task?.dueInMs).toBeLessThanOrEqual(5_000);
  });

  it.each([undefined, null, { text: 'a\0b' }, Number.NaN])('keeps nothing of the body %j', async (sourceData) => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    const endpoint = await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
    const index = await endpoints.indexFromHook({
      environmentId: environment.id,
      endpointSlug: local.id,
      identifier: endpoint.indexingHookIdentifier,
      sourceData,
    });
    expect(index).toMatchObject({ reason: null, sourceData: null });
  });

  it('refuses wrong identifiers, and endpoints of other environments', async () => {
    const { endpoints, tenant, listen } = bundle();
    const { production, staging } = await tenant();
    const local = await listen();
    const endpoint = await endpoints.createEndpoint({ environment: production, url: local.url, id: local.id });
    const right = {
      environmentId: production.id,
      endpointSlug: local.id,
      identifier: endpoint.indexingHookIdentifier,
    };
    for (const identifier of ['', 'wrong', `${right.identifier}x`, right.identifier.toUpperCase() + '!']) {
      await expect(endpoints.indexFromHook({ ...right, identifier })).rejects.toMatchObject({
        code: 'INVALID_HOOK_IDENTIFIER',
      });
    }
    for (const other of [{ environmentId: staging.id }, { environmentId: 'x' }, { endpointSlug: 'other' }]) {
      await expect(endpoints.indexFromHook({ ...right, ...other })).rejects.toMatchObject({
        code: 'ENDPOINT_NOT_FOUND',
      });
    }
  });
});
