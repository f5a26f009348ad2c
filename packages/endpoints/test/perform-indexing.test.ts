import { describe, expect, it } from 'vitest';
import type { CreatedEndpoint, EndpointsService } from '../src/index.ts';
import { indexResponse, job } from './local-endpoint.ts';
import type { LocalEndpoint, LocalEndpointOptions } from './local-endpoint.ts';
import { countsOf, setup } from './setup.ts';

const bundle = setup();

/** An endpoint that was created and has an index to carry out. */
async function created(
  options: LocalEndpointOptions = {},
): Promise<{ local: LocalEndpoint; endpoint: CreatedEndpoint; endpoints: EndpointsService }> {
  const { endpoints, tenant, listen, jobs } = bundle();
  jobs.jobs = [];
  const { production: environment } = await tenant();
  const local = await listen(options);
  const endpoint = await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
  return { local, endpoint, endpoints };
}

describe('performIndexing', () => {
  it('stores the answer together with the tasks it asks for', async () => {
    const { reload, tasksOf, jobs } = bundle();
    const on = job('on');
    const off = job('off', { enabled: false });
    const { endpoint, endpoints } = await created({ jobs: [on, off] });
    jobs.jobs = [{ slug: 'gone', version: '0.1.0' }];
    await endpoints.performIndexing(endpoint.endpointIndex.id);

    const index = await reload(endpoint.endpointIndex);
    expect(index).toMatchObject({
      status: 'STARTED',
      data: { jobs: [{ id: 'on' }, { id: 'off' }], sources: [] },
      pendingRegistrations: ['on@1.0.0', 'off@1.0.0', 'gone@0.1.0'],
      error: null,
    });
    expect(countsOf(index)).toEqual({});
    const common = { endpointId: endpoint.id, indexId: index.id };
    expect((await tasksOf(index)).slice(1)).toMatchObject([
      { task: 'registerJob', payload: { ...common, job: on }, maxAttempts: 7 },
      { task: 'disableJob', payload: { ...common, slug: 'off', version: '1.0.0' }, maxAttempts: 7 },
      { task: 'disableJob', payload: { ...common, slug: 'gone', version: '0.1.0' }, maxAttempts: 7 },
    ]);
  });

  it('ends at once when there is nothing to register', async () => {
    const { reload, tasksOf } = bundle();
    const { endpoint, endpoints } = await created();
    await endpoints.performIndexing(endpoint.endpointIndex.id);
    expect(await reload(endpoint.endpointIndex)).toMatchObject({ status: 'SUCCESS', pendingRegistrations: [] });
    expect(await tasksOf(endpoint.endpointIndex)).toHaveLength(1);
  });

  it('counts and keeps what later slices register', async () => {
    const { reload } = bundle();
    const { endpoint, endpoints } = await created({
      answer: (action) =>
        action === 'INDEX_ENDPOINT'
          ? {
              body: {
                ...indexResponse([]),
                dynamicTriggers: [{ id: 'trigger', jobs: [] }],
                dynamicSchedules: [
                  { id: 'one', jobs: [{ id: 'a', version: '1.0.0' }] },
                  { id: 'two', jobs: [] },
                ],
              },
            }
          : undefined,
    });
    await endpoints.performIndexing(endpoint.endpointIndex.id);
    const index = await reload(endpoint.endpointIndex);
    expect(countsOf(index)).toEqual({ dynamicTriggers: 1, dynamicSchedules: 2 });
    expect(index.data).toMatchObject({ dynamicSchedules: [{ id: 'one' }, { id: 'two' }] });
  });

  it('does it once, however often the task is repeated', async () => {
    const { reload, tasksOf } = bundle();
    const { local, endpoint, endpoints } = await created({ jobs: [job('a'), job('b')] });
    const { id } = endpoint.endpointIndex;
    await Promise.all([endpoints.performIndexing(id), endpoints.performIndexing(id), endpoints.performIndexing(id)]);
    await endpoints.performIndexing(id);
    expect((await tasksOf({ id })).map(({ task }) => task)).toEqual([
      'performEndpointIndexing',
      'registerJob',
      'registerJob',
    ]);
    expect(await reload({ id })).toMatchObject({ status: 'STARTED', pendingRegistrations: ['a@1.0.0', 'b@1.0.0'] });
    expect(local.requests.filter(({ action }) => action === 'INDEX_ENDPOINT').length).toBeLessThanOrEqual(3);
  });

  it('starts again when it died before anything was stored', async () => {
    const { reload, service } = bundle();
    const { endpoint, endpoints } = await created({ jobs: [job('a')] });
    const { id } = endpoint.endpointIndex;
    const dying = service({ jobs: { listLatestJobs: async () => Promise.reject(new Error('connection lost')) } });
    await expect(dying.performIndexing(id)).rejects.toThrow('connection lost');
    expect(await reload({ id })).toMatchObject({ status: 'PENDING', data: null });
    await endpoints.performIndexing(id);
    expect(await reload({ id })).toMatchObject({ status: 'STARTED' });
  });

  it('ignores an index that is gone', async () => {
    const { endpoints } = bundle();
    await expect(endpoints.performIndexing('01890000-0000-7000-8000-000000000000')).resolves.toBeUndefined();
  });

  it('keeps the versions the endpoint told, and those it had when it does not tell', async () => {
    const { database } = bundle();
    let headers: Record<string, string> = { 'trigger-version': '2024-01-01', 'trigger-sdk-version': '9.9.9' };
    const { endpoint, endpoints } = await created({
      answer: (action) => (action === 'INDEX_ENDPOINT' ? { headers, body: indexResponse([]) } : undefined),
    });
    const environment = { id: endpoint.environmentId };
    await endpoints.performIndexing(endpoint.endpointIndex.id);
    const versions = { version: '2024-01-01', sdkVersion: '9.9.9', indexId: endpoint.endpointIndex.id };
    expect(await endpoints.getEndpoint({ environment, id: endpoint.id })).toMatchObject(versions);

    headers = { 'trigger-version': '', 'trigger-sdk-version': '' };
    await database.query({
      text: `UPDATE endpoint_indexes SET status = 'PENDING' WHERE id = $1`,
      values: [endpoint.endpointIndex.id],
      rowMode: 'array',
    });
    await endpoints.performIndexing(endpoint.endpointIndex.id);
    expect(await endpoints.getEndpoint({ environment, id: endpoint.id })).toMatchObject(versions);
  });

  it('wraps up the reasons of a failure without throwing', async () => {
    const { reload } = bundle();
    const { local, endpoint, endpoints } = await created();
    await local.close();
    await endpoints.performIndexing(endpoint.endpointIndex.id);
    expect(await reload(endpoint.endpointIndex)).toMatchObject({
      status: 'FAILURE',
      error: { message: `Could not connect to endpoint ${local.url}` },
      data: null,
    });
  });

  it('names the job whose declaration is wrong', async () => {
    const { reload } = bundle();
    const broken = { ...job('broken'), version: 1 };
    const { endpoint, endpoints } = await created({
      answer: (action) =>
        action === 'INDEX_ENDPOINT' ? { body: { ...indexResponse([]), jobs: [job('fine'), broken] } } : undefined,
    });
    await endpoints.performIndexing(endpoint.endpointIndex.id);
    const { status, error } = await reload(endpoint.endpointIndex);
    expect(status).toBe('FAILURE');
    expect(error).toMatchObject({
      message: expect.stringMatching(/^Your Jobs have issues:\n- Job "broken": .* at "version"\.$/),
      raw: expect.stringContaining('jobs.1.version'),
    });
  });

  it.each([
    [{ status: 401, body: { message: 'Forbidden' } }, 'Forbidden'],
    [{ status: 401, body: 'x' }, 'Trigger API key is invalid'],
    [{ status: 500, body: 'x' }, 'Could not connect to endpoint URL. Status code: 500'],
    [{ body: 'no json' }, 'Could not parse response from endpoint.'],
    [{ status: 308, body: '' }, 'Endpoint URL is redirecting but no location header is present'],
    [{ status: 308, headers: { location: '/api/trigger' } }, 'Endpoint URL is redirecting too many times'],
    [
      { status: 302, headers: { location: 'https://elsewhere.example/' } },
      'Endpoint URL is redirecting to https://else',
    ],
    [{ status: 302, headers: { location: 'file:///etc/passwd' } }, 'Endpoint URL is redirecting to file:'],
  ])('fails on %j', async (answer, message) => {
    const { reload } = bundle();
    const { local, endpoint, endpoints } = await created({
      answer: (action) => (action === 'INDEX_ENDPOINT' ? answer : undefined),
    });
    await endpoints.performIndexing(endpoint.endpointIndex.id);
    expect(await reload(endpoint.endpointIndex)).toMatchObject({
      status: 'FAILURE',
      error: { message: expect.stringContaining(message.replace('URL', local.url)) },
    });
    expect(await endpoints.getEndpoint({ environment: { id: endpoint.environmentId }, id: endpoint.id })).toMatchObject(
      {
        url: local.url,
      },
    );
  });

  it('follows redirects and stores where they end', async () => {
    const { reload } = bundle();
    const { local, endpoint, endpoints } = await created({
      answer: (action, path) => {
        const hop = Number(/^\/hop\/(\d)$/.exec(path)?.[1] ?? 0);
        if (action !== 'INDEX_ENDPOINT' || hop === 5) return undefined;
        return { status: 307, headers: { location: `/hop/${hop + 1}` } };
      },
    });
    await endpoints.performIndexing(endpoint.endpointIndex.id);
    expect(await reload(endpoint.endpointIndex)).toMatchObject({ status: 'SUCCESS' });
    expect(await endpoints.getEndpoint({ environment: { id: endpoint.environmentId }, id: endpoint.id })).toMatchObject(
      {
        url: `${local.origin}/hop/5`,
      },
    );
  });

  it('does not overwrite the URL that was given while it followed a redirect', async () => {
    const { database } = bundle();
    const elsewhere = 'http://127.0.0.1:9/moved';
    const { endpoint, endpoints } = await created({
      answer: async (action, path) => {
        if (action !== 'INDEX_ENDPOINT' || path === '/final') return undefined;
        await database.query({
          text: 'UPDATE endpoints SET url = $1 WHERE id = $2',
          values: [elsewhere, endpoint.id],
          rowMode: 'array',
        });
        return { status: 307, headers: { location: '/final' } };
      },
    });
    await endpoints.performIndexing(endpoint.endpointIndex.id);
    expect(await endpoints.getEndpoint({ environment: { id: endpoint.environmentId }, id: endpoint.id })).toMatchObject(
      {
        url: elsewhere,
      },
    );
  });

  it('asks the policy again, as it may have changed', async () => {
    const { reload, service } = bundle();
    const { endpoint } = await created();
    await service({ urls: { isAllowed: () => false } }).performIndexing(endpoint.endpointIndex.id);
    expect(await reload(endpoint.endpointIndex)).toMatchObject({
      status: 'FAILURE',
      error: { message: expect.stringContaining('This server may not call http://127.0.0.1') },
    });
  });
});

describe('failIndexing', () => {
  it('ends an index whose attempts are used up, and no other', async () => {
    const { reload } = bundle();
    const { endpoint, endpoints } = await created();
    const { id } = endpoint.endpointIndex;
    await endpoints.failIndexing(id, 'The worker died.');
    expect(await reload({ id })).toMatchObject({ status: 'FAILURE', error: { message: 'The worker died.' } });
    await endpoints.failIndexing(id, 'Again.');
    await endpoints.performIndexing(id);
    expect(await reload({ id })).toMatchObject({ status: 'FAILURE', error: { message: 'The worker died.' } });
  });
});
