import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createEndpointClient, type EndpointClient } from '../src/index.ts';
import { answer, type Handler, refusedUrl, startStub } from './support/stub-endpoint.ts';

const apiKey = 'tr_prod_s3cr3tK3y';
let client: EndpointClient;

beforeAll(() => {
  client = createEndpointClient({ maxResponseBytes: 1000, requestTimeoutMs: 2000 });
});

afterAll(async () => {
  await client.close();
});

async function ask(handler: Handler, action: 'ping' | 'validate') {
  await using stub = await startStub(handler);
  const api = client.connect({ url: stub.url, apiKey });
  const result = await (action === 'ping' ? api.ping('app') : api.validate());
  expect(JSON.stringify(result)).not.toContain(apiKey);
  return { result, url: stub.url, seen: stub.seen };
}

describe.each(['ping', 'validate'] as const)('%s', (action) => {
  const accepted = action === 'ping' ? { ok: true } : { ok: true, endpointId: 'app' };

  it('sends no body and gives the answer with its versions', async () => {
    const headers = { 'trigger-version': '2023-09-29', 'trigger-sdk-version': '2.3.18' };
    const { result, seen } = await ask(answer(200, accepted, headers), action);
    expect(result).toEqual({
      ...accepted,
      headers: { triggerVersion: '2023-09-29', triggerSdkVersion: '2.3.18', runMetadata: null },
    });
    expect(seen[0]).toMatchObject({ method: 'POST', body: '', headers: { 'x-trigger-action': action.toUpperCase() } });
    expect(seen[0]?.headers['content-type']).toBeUndefined();
    expect(seen[0]?.headers['x-trigger-endpoint-id']).toBe(action === 'ping' ? 'app' : undefined);
  });

  it('passes on what the endpoint refuses with', async () => {
    const { result } = await ask(answer(200, { ok: false, error: 'Endpoint ID mismatch error.' }), action);
    expect(result).toEqual({ ok: false, kind: 'refused', error: 'Endpoint ID mismatch error.' });
  });

  it('tells an endpoint that cannot be reached in the words that the CLI looks for', async () => {
    const url = await refusedUrl();
    const api = client.connect({ url, apiKey });
    const result = await (action === 'ping' ? api.ping('app') : api.validate());
    expect(result).toEqual({ ok: false, kind: 'unreachable', error: `Could not connect to endpoint ${url}` });
  });

  it.each([
    [{ message: 'Forbidden: client apiKey mismatch' }, 'Forbidden: client apiKey mismatch'],
    [{ message: 7 }, 'Trigger API key is invalid'],
    [{}, 'Trigger API key is invalid'],
    [[], 'Trigger API key is invalid'],
    ['<html>', 'Trigger API key is invalid'],
    ['', 'Trigger API key is invalid'],
    [{ message: `your key ${apiKey}` }, 'your key [API key]'],
    [{ message: 'a\0b\ud800' }, 'a\ufffdb\ufffd'],
  ])('tells a refused key: %j', async (body, error) => {
    const { result } = await ask(answer(401, body), action);
    expect(result).toEqual({ ok: false, kind: 'unauthorized', error });
  });

  it.each([201, 299])('takes %i as success', async (status) => {
    expect((await ask(answer(status, accepted), action)).result.ok).toBe(true);
  });

  it.each([302, 400, 404, 405, 500, 503, 504])('tells status %i', async (status) => {
    const { result, url } = await ask(answer(status, { message: 'no' }), action);
    const error = `Could not connect to endpoint ${url}. Status code: ${status}`;
    expect(result).toEqual({ ok: false, kind: 'httpError', error });
  });

  it.each(['', 'OK', '<html>', 'null', 'false', '0'])(
    'tells an answer that is not JSON, or falsy: %j',
    async (body) => {
      const error =
        'Could not parse response from endpoint. Make sure it points to the correct URL (you might be missing /api/trigger)';
      expect((await ask(answer(200, body), action)).result).toEqual({ ok: false, kind: 'invalidJson', error });
    },
  );

  it('tells an answer of another form', async () => {
    const { result, url } = await ask(answer(200, { hello: 'world' }), action);
    expect(result).toMatchObject({ ok: false, kind: 'invalidResponse' });
    expect('error' in result && result.error).toContain(`Endpoint ${url} responded with error: Code: `);
  });

  it('stops when its caller gives up', async () => {
    const controller = new AbortController();
    await using stub = await startStub(() => controller.abort());
    const api = client.connect({ url: stub.url, apiKey });
    const options = { signal: controller.signal };
    const result = await (action === 'ping' ? api.ping('app', options) : api.validate(options));
    expect(result).toEqual({ ok: false, kind: 'aborted', error: `The call of endpoint ${stub.url} was aborted` });
  });

  it('tells large, slow and broken answers', async () => {
    const large = await ask(answer(200, 'x'.repeat(2000)), action);
    expect(large.result).toMatchObject({
      kind: 'tooLarge',
      error: `Endpoint ${large.url} responded with more than 1000 bytes`,
    });
    const broken = await ask((_, __, raw) => raw.socket.destroy(), action);
    expect(broken.result).toMatchObject({ kind: 'unreachable' });
    const impatient = createEndpointClient({ requestTimeoutMs: 30 });
    await using silent = await startStub(() => {});
    const api = impatient.connect({ url: silent.url, apiKey });
    const result = await (action === 'ping' ? api.ping('app') : api.validate());
    const error = `Could not connect to endpoint ${silent.url}. No answer within 30 ms`;
    expect(result).toEqual({ ok: false, kind: 'timeout', error });
    await impatient.close();
  });
});
