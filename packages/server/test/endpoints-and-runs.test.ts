import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { errorOf, post, setup, type TestServer } from './setup.ts';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

test('an endpoint that does not answer is refused with the words that the CLI retries on', async () => {
  const { send, dev } = await setup();
  const response = await send('/api/v1/endpoints', post({ id: 'my-app', url: 'http://127.0.0.1:9/api/trigger' }), dev);
  expect(response.status).toBe(400);
  expect(await errorOf(response)).toMatch(/Could not connect to endpoint/);
});

test('an invalid endpoint body is 400', async () => {
  const { send, dev } = await setup();
  const response = await send('/api/v1/endpoints', post({ id: 'my-app', url: 'ftp://x' }), dev);
  expect(response.status).toBe(400);
  expect(await errorOf(response)).toContain('Invalid request body');
});

test.each([UNKNOWN, 'not-a-uuid'])('an unknown index (%s) is 404', async (id) => {
  const { send, dev } = await setup();
  const response = await send(`/api/v1/endpointindex/${id}`, {}, dev);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'EndpointIndex not found' });
});

test('indexing an unknown endpoint is 404', async () => {
  const { send, dev } = await setup();
  const response = await send('/api/v1/endpoints/nonesuch/index', post({}), dev);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'Endpoint not found' });
});

test('a hook of an unknown endpoint is 404', async () => {
  const { send } = await setup();
  const response = await send(`/api/v1/endpoints/${UNKNOWN}/my-app/index/wrong`, { method: 'POST' });
  expect(response.status).toBe(404);
});

/** An endpoint that is connected, and the path of its indexing hook. */
async function connected(): Promise<TestServer & { hook: string; connect: Response }> {
  const app = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end('{"ok":true}');
  });
  onTestFinished(() => void app.close());
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const address = app.address();
  if (address === null || typeof address === 'string') throw new Error('the app listens on no port');
  const server = await setup();
  const url = `http://127.0.0.1:${address.port}/api/trigger`;
  const connect = await server.send('/api/v1/endpoints', post({ id: 'my-app', url }), server.dev);
  const endpoint = await server.kongflow.endpoints.findEndpointBySlug({ environment: server.dev, slug: 'my-app' });
  const hook = `/api/v1/endpoints/${server.dev.id}/my-app/index/${endpoint?.indexingHookIdentifier}`;
  return { ...server, hook, connect };
}

test('connecting an endpoint starts an index, which can be asked for', async () => {
  const { connect, send, dev, prod } = await connected();
  expect(connect.status).toBe(200);
  const body: unknown = await connect.json();
  expect(body).toMatchObject({ slug: 'my-app', endpointIndex: { status: 'PENDING', id: expect.any(String) } });
  expect(JSON.stringify(body)).not.toContain(dev.apiKey);

  const { endpointIndex } = z.object({ endpointIndex: z.object({ id: z.string() }) }).parse(body);
  const path = `/api/v1/endpointindex/${endpointIndex.id}`;
  expect(await (await send(path, {}, dev)).json()).toMatchObject({ status: 'PENDING', updatedAt: expect.any(String) });
  expect((await send(path, {}, prod)).status).toBe(404);
});

test.each([
  ['a body that is JSON', '{"type":"deployment.ready"}', { type: 'deployment.ready' }],
  ['a body that is not', 'payload=1', null],
])('a hook needs no key, and takes %s', async (_, body, sourceData) => {
  const { send, hook, kongflow, dev } = await connected();
  const response = await send(hook, { method: 'POST', body });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ ok: true });
  const index = await kongflow.endpoints.findLatestIndex({ environment: dev, endpointSlug: 'my-app' });
  expect(index).toMatchObject({ source: 'HOOK', status: 'PENDING', sourceData });
});

test('a hook with a wrong identifier is 403', async () => {
  const { send, hook, kongflow, dev } = await connected();
  const response = await send(hook.replace(/[^/]+$/, 'wrong'), { method: 'POST' });
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ error: 'Index hook identifier is invalid' });
  const index = await kongflow.endpoints.findLatestIndex({ environment: dev, endpointSlug: 'my-app' });
  expect(index).toMatchObject({ source: 'INTERNAL' });
});

test.each([UNKNOWN, 'not-a-uuid'])('an unknown run (%s) is 404 on every route', async (id) => {
  const { send, dev } = await setup();
  const task = { ...post({ idempotencyKey: 'k' }), headers: { 'idempotency-key': 'k' } };
  const answers = await Promise.all([
    send(`/api/v1/runs/${id}`, {}, dev),
    send(`/api/v2/runs/${id}`, {}, dev),
    send(`/api/v1/runs/${id}/cancel`, { method: 'POST' }, dev),
    send(`/api/v1/runs/${id}/tasks/${id}/complete`, post({}), dev),
    send(`/api/v1/runs/${id}/tasks/${id}/fail`, post({ error: { message: 'x' } }), dev),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  for (const answer of answers) expect(await errorOf(answer)).toMatch(/not found/i);
  const posted = await send(`/api/v1/runs/${id}/tasks`, task, dev);
  expect(posted.status).toBe(400);
  expect(await posted.json()).toEqual({ error: 'Run not found' });
});

test('a task without an idempotency key is refused', async () => {
  const { send, dev } = await setup();
  const response = await send(`/api/v1/runs/${UNKNOWN}/tasks`, post({ idempotencyKey: 'k' }), dev);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: 'Invalid or Missing idempotency key' });
});

test('the runs of an unknown job are an empty list', async () => {
  const { send, dev } = await setup();
  expect(await (await send('/api/v1/jobs/nonesuch/runs', {}, dev)).json()).toEqual({ runs: [] });
});

test.each(['take=0', 'take=51', 'take=x'])('a page of %s is refused', async (query) => {
  const { send, dev } = await setup();
  const response = await send(`/api/v1/jobs/x/runs?${query}`, {}, dev);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: 'Invalid or missing query parameters' });
});

test('a log line is echoed', async () => {
  const { send, dev } = await setup();
  const line = { level: 'INFO', message: 'hello', data: { n: 1 } };
  expect(await (await send(`/api/v1/runs/${UNKNOWN}/logs`, post(line), dev)).json()).toEqual(line);
});
