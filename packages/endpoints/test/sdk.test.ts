import { createServer } from 'node:http';
import { createMiddleware } from '@trigger.dev/express';
import { TriggerClient, eventTrigger } from '@trigger.dev/sdk';
import { waitFor } from '@kongflow/testing';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RegistrationReference } from '../src/index.ts';
import { countsOf, setup } from './setup.ts';

const bundle = setup();

/** The unmodified SDK behind express, and this package's tasks on a real queue. */
describe('an app of the real SDK', () => {
  const server = createServer();
  const registered: string[] = [];
  const disabled: string[] = [];

  beforeAll(() => {
    const { queue, endpoints } = bundle();
    const reference = (indexId: string, slug: string, version: string): RegistrationReference => ({
      indexId,
      slug,
      version,
    });
    queue.handle('performEndpointIndexing', ({ id }) => endpoints.performIndexing(id), {
      onExhausted: ({ id }, { message }) => endpoints.failIndexing(id, message),
    });
    queue.handle('registerJob', async ({ endpointId, indexId, job }) => {
      await endpoints.carryOutRegistration({ endpointId, ...reference(indexId, job.id, job.version) }, async () => {
        registered.push(job.id);
        return { result: 'REGISTERED', internal: job.internal };
      });
    });
    queue.handle('disableJob', async ({ endpointId, indexId, slug, version }) => {
      await endpoints.carryOutRegistration({ endpointId, ...reference(indexId, slug, version) }, async () => {
        disabled.push(slug);
        return { result: 'DISABLED' };
      });
    });
  });

  afterAll(async () => {
    await bundle().queue.stop();
    server.closeAllConnections();
    server.close();
  });

  it('is created, indexed and registered', async () => {
    const { queue, endpoints, tenant, jobs, reload } = bundle();
    const { production: environment } = await tenant();
    const client = new TriggerClient({ id: 'shop', apiKey: environment.apiKey, apiUrl: 'http://127.0.0.1:9' });
    for (const [id, enabled] of [
      ['welcome', true],
      ['invoice', true],
      ['paused', false],
    ] as const) {
      client.defineJob({
        id,
        name: id,
        version: '1.0.0',
        enabled,
        trigger: eventTrigger({ name: `${id}.event` }),
        run: async () => null,
      });
    }
    const app = express();
    const middleware = createMiddleware(client);
    app.use((request, response, next) => {
      void middleware(request, response, next);
    });
    server.on('request', (request, response) => {
      void app(request, response);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    jobs.jobs = [{ slug: 'removed', version: '1.0.0' }];

    await queue.start();
    const endpoint = await endpoints.createEndpoint({
      environment,
      url: `http://127.0.0.1:${port}/api/trigger`,
      id: 'shop',
    });
    expect(endpoint).toMatchObject({ version: '2023-09-29', sdkVersion: '2.3.18' });
    const index = await waitFor(
      async () => {
        const current = await reload(endpoint.endpointIndex);
        return current.status === 'SUCCESS' ? current : null;
      },
      { describe: 'the index to end' },
    );
    expect(countsOf(index)).toEqual({ jobs: 2, disabledJobs: 2 });
    expect(new Set(registered)).toEqual(new Set(['welcome', 'invoice']));
    expect(new Set(disabled)).toEqual(new Set(['paused', 'removed']));
    expect(registered).toHaveLength(2);
  });

  it('refuses the id of another client, and the key of another environment', async () => {
    const { endpoints, tenant } = bundle();
    const { production: environment } = await tenant();
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const url = `http://127.0.0.1:${port}/api/trigger`;
    await expect(endpoints.createEndpoint({ environment, url, id: 'shop' })).rejects.toMatchObject({
      code: 'FAILED_PING',
      message: expect.stringContaining('apiKey mismatch'),
    });
  });
});
