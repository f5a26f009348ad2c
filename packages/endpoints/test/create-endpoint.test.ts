import { describe, expect, it } from 'vitest';
import { setup } from './setup.ts';

const bundle = setup();

describe('createEndpoint', () => {
  it('pings, stores the endpoint with its versions and starts an index', async () => {
    const { endpoints, tenant, listen, tasksOf } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    const created = await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
    expect(created).toMatchObject({
      slug: local.id,
      url: local.url,
      version: '2023-09-29',
      sdkVersion: '2.3.18',
      environmentId: environment.id,
      projectId: environment.projectId,
      organizationId: environment.organizationId,
      endpointIndex: { status: 'PENDING', source: 'INTERNAL', stats: null, data: null, error: null },
    });
    expect(created.indexingHookIdentifier).toMatch(/^[0-9a-vx-z]{10}$/);
    expect(local.requests).toMatchObject([
      {
        action: 'PING',
        headers: { 'x-trigger-endpoint-id': local.id, 'x-trigger-api-key': environment.apiKey },
      },
    ]);
    expect(await tasksOf(created.endpointIndex)).toMatchObject([
      { task: 'performEndpointIndexing', payload: { id: created.endpointIndex.id }, maxAttempts: 7 },
    ]);
  });

  it('gives the index of a DEVELOPMENT environment one attempt', async () => {
    const { endpoints, tenant, listen, tasksOf } = bundle();
    const { development: environment } = await tenant();
    const local = await listen();
    const { endpointIndex } = await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
    expect(await tasksOf(endpointIndex)).toMatchObject([{ maxAttempts: 1 }]);
  });

  it('moves an endpoint that exists, and keeps its id and hook identifier', async () => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const [before, after] = [await listen({ id: 'moving' }), await listen({ id: 'moving' })];
    const first = await endpoints.createEndpoint({ environment, url: before.url, id: 'moving' });
    const second = await endpoints.createEndpoint({ environment, url: after.url, id: 'moving' });
    expect(second).toMatchObject({
      id: first.id,
      indexingHookIdentifier: first.indexingHookIdentifier,
      url: after.url,
    });
    expect(second.endpointIndex.id).not.toBe(first.endpointIndex.id);
  });

  it('keeps the version that an execution told', async () => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    const { id } = await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
    const before = await endpoints.getEndpoint({ environment, id });
    await endpoints.recordEndpointVersion({ endpointId: id, version: '2023-09-29' });
    expect(await endpoints.getEndpoint({ environment, id })).toEqual(before);
    await endpoints.recordEndpointVersion({ endpointId: id, version: '2024-01-01' });
    expect(await endpoints.getEndpoint({ environment, id })).toMatchObject({ version: '2024-01-01', url: local.url });
  });

  it('makes one endpoint in a race, with an index for each caller', async () => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    const created = await Promise.all(
      Array.from({ length: 10 }, () => endpoints.createEndpoint({ environment, url: local.url, id: local.id })),
    );
    expect(new Set(created.map(({ id }) => id)).size).toBe(1);
    expect(new Set(created.map(({ indexingHookIdentifier }) => indexingHookIdentifier)).size).toBe(1);
    expect(new Set(created.map(({ endpointIndex }) => endpointIndex.id)).size).toBe(10);
    expect(await endpoints.listEndpoints({ environment })).toHaveLength(1);
  });

  it('keeps endpoints of one slug in different environments apart', async () => {
    const { endpoints, tenant, listen } = bundle();
    const { production, staging } = await tenant();
    const local = await listen();
    const input = { url: local.url, id: local.id };
    const one = await endpoints.createEndpoint({ environment: production, ...input });
    const two = await endpoints.createEndpoint({ environment: staging, ...input });
    expect(two.id).not.toBe(one.id);
    expect(two.indexingHookIdentifier).not.toBe(one.indexingHookIdentifier);
    expect(await endpoints.findEndpointBySlug({ environment: production, slug: local.id })).toMatchObject({
      id: one.id,
    });
    expect(await endpoints.getEndpoint({ environment: production, id: two.id })).toBeNull();
    expect(await endpoints.getEndpoint({ environment: staging, id: two.id })).toMatchObject({ id: two.id });
    expect(await endpoints.getEndpoint({ environment: staging, id: 'x' })).toBeNull();
    expect(await endpoints.getIndex({ environment: production, id: two.endpointIndex.id })).toBeNull();
    expect(await endpoints.getIndex({ environment: production, id: 'x' })).toBeNull();
    expect(await endpoints.findLatestIndex({ environment: production, endpointSlug: local.id })).toEqual(
      one.endpointIndex,
    );
  });

  it.each([
    ['another id', {}, 'Endpoint ID mismatch error. Expected endpoint'],
    [
      'a wrong key',
      { status: 401, body: { message: 'Forbidden: client apiKey mismatch' } },
      'Forbidden: client apiKey',
    ],
    ['a wrong path', { status: 404, body: 'no' }, 'Status code: 404'],
    ['a page', { body: '<html>' }, 'you might be missing /api/trigger'],
  ])('reports what PING says: %s', async (what, answer, message) => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen(what === 'another id' ? {} : { answer: () => answer });
    await expect(endpoints.createEndpoint({ environment, url: local.url, id: 'other' })).rejects.toMatchObject({
      name: 'EndpointsError',
      code: 'FAILED_PING',
      message: expect.stringContaining(message),
    });
    expect(await endpoints.listEndpoints({ environment })).toEqual([]);
  });

  it('reports an endpoint that is down in the words the CLI retries on', async () => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    await local.close();
    await expect(endpoints.createEndpoint({ environment, url: local.url, id: local.id })).rejects.toMatchObject({
      code: 'FAILED_PING',
      message: `Could not connect to endpoint ${local.url}`,
    });
  });

  it.each([
    ['', 'INVALID_INPUT'],
    ['x'.repeat(101), 'INVALID_INPUT'],
    ['a\0b', 'INVALID_INPUT'],
  ])('refuses the id %j without a call', async (id, code) => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    await expect(endpoints.createEndpoint({ environment, url: local.url, id })).rejects.toMatchObject({ code });
    expect(local.requests).toEqual([]);
  });

  it('asks the policy before it calls', async () => {
    const { service, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    const strict = service({ urls: { isAllowed: async (url) => url.hostname !== '127.0.0.1' } });
    await expect(strict.createEndpoint({ environment, url: local.url, id: local.id })).rejects.toMatchObject({
      code: 'URL_NOT_ALLOWED',
    });
    expect(local.requests).toEqual([]);
  });

  it('stores nothing when the task cannot be enqueued', async () => {
    const { service, queue, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    const broken = service({
      queue: {
        enqueue: async () => Promise.reject(new Error('the queue is down')),
        enqueueMany: (...jobs) => queue.enqueueMany(...jobs),
        dequeue: (...key) => queue.dequeue(...key),
      },
    });
    await expect(broken.createEndpoint({ environment, url: local.url, id: local.id })).rejects.toThrow(
      'the queue is down',
    );
    expect(await broken.listEndpoints({ environment })).toEqual([]);
  });
});

describe('validateEndpoint', () => {
  it('takes the id from the endpoint', async () => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen();
    const created = await endpoints.validateEndpoint({ environment, url: local.url });
    expect(created).toMatchObject({ slug: local.id, endpointIndex: { status: 'PENDING' } });
    expect(local.requests.map(({ action }) => action)).toEqual(['VALIDATE']);
  });

  it('reports what VALIDATE says', async () => {
    const { endpoints, tenant, listen } = bundle();
    const { production: environment } = await tenant();
    const local = await listen({ answer: () => ({ body: { ok: false, error: 'Not today' } }) });
    await expect(endpoints.validateEndpoint({ environment, url: local.url })).rejects.toMatchObject({
      code: 'FAILED_VALIDATION',
      message: 'Not today',
    });
  });

  it('refuses what is no URL', async () => {
    const { endpoints, tenant } = bundle();
    const { production: environment } = await tenant();
    await expect(endpoints.validateEndpoint({ environment, url: 'ftp://example.com' })).rejects.toMatchObject({
      code: 'INVALID_URL',
    });
  });
});
