import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createEndpointClient, type EndpointClient } from '../src/index.ts';
import { answer, type Handler, refusedUrl, startStub } from './support/stub-endpoint.ts';

const apiKey = 'tr_prod_s3cr3tK3y';
const index = { jobs: [], sources: [], dynamicTriggers: [], dynamicSchedules: [] };
let client: EndpointClient;

beforeAll(() => {
  client = createEndpointClient({ maxResponseBytes: 1000 });
});

afterAll(async () => {
  await client.close();
});

async function ask(handler: Handler) {
  await using stub = await startStub(handler);
  const result = await client.connect({ url: stub.url, apiKey }).indexEndpoint();
  expect(JSON.stringify(result)).not.toContain(apiKey);
  return { result, url: stub.url, origin: stub.origin, seen: stub.seen };
}

describe('indexEndpoint', () => {
  it('gives what the endpoint declares', async () => {
    const { result, seen } = await ask(answer(200, index, { 'trigger-version': '2023-09-29' }));
    expect(result).toMatchObject({
      kind: 'response',
      response: { ...index, webhooks: [], httpEndpoints: [] },
      headers: { triggerVersion: '2023-09-29' },
    });
    expect(seen[0]).toMatchObject({
      body: '',
      headers: { 'x-trigger-action': 'INDEX_ENDPOINT', accept: 'application/json' },
    });
  });

  it.each([301, 302, 303, 307, 308])('gives the target of a %i, and does not go there', async (status) => {
    const { result, origin, seen } = await ask(answer(status, '', { location: '/elsewhere?x=1' }));
    expect(result).toEqual({ kind: 'redirect', location: `${origin}/elsewhere?x=1`, status });
    expect(seen).toHaveLength(1);
  });

  it('does not hand the API key to another origin', async () => {
    await using other = await startStub(answer(200, index));
    const { result, url } = await ask(answer(308, '', { location: `${other.url}?token=x` }));
    expect(result).toMatchObject({ kind: 'unsafeRedirect' });
    expect('message' in result && result.message).toContain(
      `Endpoint ${url} is redirecting to ${other.url}, which is another`,
    );
    expect(other.seen).toEqual([]);
  });

  it.each(['ftp://127.0.0.1/', 'http://', 'http://user:pass@127.0.0.1/', 'javascript:alert(1)'])(
    'does not go to %s',
    async (location) => {
      const { result } = await ask(answer(302, '', { location }));
      expect(result).toMatchObject({ kind: 'unsafeRedirect' });
      expect(JSON.stringify(result)).not.toContain('pass');
    },
  );

  it('tells a redirect to nowhere', async () => {
    const { result, url } = await ask(answer(307, ''));
    const message = `Endpoint ${url} is redirecting but no location header is present`;
    expect(result).toEqual({ kind: 'httpError', message });
  });

  it.each<[string, Handler, string, (url: string) => string]>([
    ['401 with a message', answer(401, { message: 'Forbidden' }), 'unauthorized', () => 'Forbidden'],
    ['401 without', answer(401, ''), 'unauthorized', () => 'Trigger API key is invalid'],
    ['500', answer(500, ''), 'httpError', (url) => `Could not connect to endpoint ${url}. Status code: 500`],
    [
      'a cut connection',
      (_, __, raw) => raw.socket.destroy(),
      'unreachable',
      (url) => `Could not connect to endpoint ${url}`,
    ],
    ['no JSON', answer(200, '<html>'), 'invalidJson', () => 'Could not parse response from endpoint.'],
    ['a large answer', answer(200, 'x'.repeat(2000)), 'tooLarge', (url) => `Endpoint ${url} responded with more than`],
  ])('tells %s', async (_, handler, kind, message) => {
    const { result, url } = await ask(handler);
    expect(result).toMatchObject({ kind, message: expect.stringContaining(message(url)) });
  });

  it('tells an endpoint that cannot be reached, and one that is silent', async () => {
    const url = await refusedUrl();
    expect(await client.connect({ url, apiKey }).indexEndpoint()).toEqual({
      kind: 'unreachable',
      message: `Could not connect to endpoint ${url}`,
    });
    const impatient = createEndpointClient({ requestTimeoutMs: 30 });
    await using silent = await startStub(() => {});
    expect(await impatient.connect({ url: silent.url, apiKey }).indexEndpoint()).toMatchObject({ kind: 'timeout' });
    await impatient.close();
  });

  it('stops when its caller gives up', async () => {
    const controller = new AbortController();
    await using stub = await startStub(() => controller.abort());
    const result = await client.connect({ url: stub.url, apiKey }).indexEndpoint({ signal: controller.signal });
    expect(result).toEqual({ kind: 'aborted', message: `The call of endpoint ${stub.url} was aborted` });
  });

  it('bounds the length of what is stored', async () => {
    const roomy = createEndpointClient();
    const jobs = Array.from({ length: 2000 }, (_, n) => ({ id: `job-${n}` }));
    await using stub = await startStub(answer(200, { ...index, jobs }));
    const result = await roomy.connect({ url: stub.url, apiKey }).indexEndpoint();
    expect(result).toMatchObject({ kind: 'invalidResponse', message: expect.stringMatching(/^Your Jobs.*…$/s) });
    expect('raw' in result && result.raw?.length).toBe(10_001);
    await roomy.close();
  });

  it('names the jobs that are wrong', async () => {
    const { result } = await ask(answer(200, { ...index, jobs: [{ id: 'greet' }] }));
    expect(result).toMatchObject({
      kind: 'invalidResponse',
      message: expect.stringContaining('Your Jobs have issues:\n- Job "greet": Required at "name".'),
      raw: expect.stringContaining('Path: jobs.0.name'),
    });
  });
});
