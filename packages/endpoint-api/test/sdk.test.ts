import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createEndpointClient, type EndpointClient } from '../src/index.ts';
import { runBody } from './support/run-body.ts';
import { type Generation, type SdkEndpoint, startSdkEndpoint } from './support/sdk-endpoint.ts';

const apiKey = 'tr_prod_s3cr3tK3y';
const generations: Generation[] = ['2.1.9', '2.3.18'];

describe.each(generations)('an endpoint of SDK %s', (generation) => {
  const isOld = generation === '2.1.9';
  let client: EndpointClient;
  let endpoint: SdkEndpoint;

  beforeAll(async () => {
    client = createEndpointClient();
    endpoint = await startSdkEndpoint(generation, { id: 'real-app', apiKey }, (sdk, trigger) => {
      trigger.defineJob({
        id: 'Greet Users',
        name: 'Greet users',
        version: '1.0.0',
        trigger: sdk.eventTrigger({
          name: 'user.created',
          filter: { plan: ['pro'], age: [{ $gte: 18 }, { $lt: 99 }], address: { city: [{ $startsWith: 'B' }] } },
        }),
        run: async (payload: unknown) => ({ got: payload }),
      });
      trigger.defineJob({
        id: 'tick',
        name: 'Tick',
        version: '2.0.0',
        enabled: false,
        trigger: sdk.intervalTrigger({ seconds: 60 }),
        run: async () => {
          throw new Error('no luck');
        },
      });
    });
  });

  afterAll(async () => {
    await client.close();
    await endpoint[Symbol.asyncDispose]();
  });

  function api(key = apiKey) {
    return client.connect({ url: endpoint.url, apiKey: key });
  }

  // The express adapter 2.1.3 drops the headers of the SDK.
  const versions = isOld
    ? { triggerVersion: null, triggerSdkVersion: null }
    : { triggerVersion: '2023-09-29', triggerSdkVersion: '2.3.18' };

  it('answers to its name', async () => {
    expect(await api().ping('real-app')).toMatchObject({ ok: true, headers: versions });
  });

  it('refuses another name', async () => {
    expect(await api().ping('somebody')).toEqual({
      ok: false,
      kind: 'refused',
      error: 'Endpoint ID mismatch error. Expected real-app, got somebody',
    });
  });

  it('refuses another key', async () => {
    const error = 'Forbidden: client apiKey mismatch: Make sure you are using the correct API Key for your environment';
    const stranger = api('tr_prod_other');
    expect(await stranger.ping('real-app')).toEqual({ ok: false, kind: 'unauthorized', error });
    expect(await stranger.validate()).toEqual({ ok: false, kind: 'unauthorized', error });
    expect(await stranger.indexEndpoint()).toEqual({ kind: 'unauthorized', message: error });
    expect(await stranger.executeJob(runBody)).toMatchObject({ kind: 'errorResponse', status: 401, message: error });
  });

  it('tells its name', async () => {
    expect(await api().validate()).toMatchObject({ ok: true, endpointId: 'real-app', headers: versions });
  });

  it('declares its jobs', async () => {
    const result = await api().indexEndpoint();
    expect(result).toMatchObject({ kind: 'response', headers: versions });
    const jobs = result.kind === 'response' ? result.response.jobs : [];
    expect(jobs.toSorted((a, b) => a.name.localeCompare(b.name))).toMatchObject([
      {
        id: 'greet-users',
        name: 'Greet users',
        version: '1.0.0',
        enabled: true,
        internal: false,
        trigger: {
          type: 'static',
          rule: {
            event: 'user.created',
            source: 'trigger.dev',
            payload: { plan: ['pro'], age: [{ $gte: 18 }, { $lt: 99 }], address: { city: [{ $startsWith: 'B' }] } },
          },
        },
      },
      {
        id: 'tick',
        version: '2.0.0',
        enabled: false,
        trigger: { type: 'scheduled', schedule: { type: 'interval', options: { seconds: 60 } } },
      },
    ]);
  });

  it('executes a job', async () => {
    const body = { ...runBody, job: { id: 'greet-users', version: '1.0.0' } };
    expect(await api().executeJob(body)).toMatchObject({
      kind: 'response',
      response: { status: 'SUCCESS', output: { got: { n: 41 } } },
      headers: { ...versions, runMetadata: isOld ? null : {} },
    });
  });

  it('tells why a job failed', async () => {
    const body = {
      ...runBody,
      job: { id: 'tick', version: '2.0.0' },
      event: { ...runBody.event, payload: { ts: new Date(0).toISOString() } },
    };
    expect(await api().executeJob(body)).toMatchObject({
      kind: 'response',
      response: { status: 'ERROR', error: { message: 'no luck', name: 'Error', stack: expect.any(String) } },
    });
  });

  it('refuses a job that it does not have', async () => {
    const body = { ...runBody, job: { id: 'nobody', version: '1.0.0' } };
    expect(await api().executeJob(body)).toMatchObject({
      kind: 'errorResponse',
      status: 404,
      message: 'Job not found',
    });
  });
});
