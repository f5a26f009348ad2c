import { createLogger } from '@kongflow/logger';
import { describe, expect, test } from 'vitest';
import { errorOf, post, setup } from './setup.ts';

describe('authentication', () => {
  test.each([
    ['no header', {}],
    ['another scheme', { authorization: 'Basic abc' }],
    ['no key', { authorization: 'Bearer ' }],
    ['an unknown key', { authorization: 'Bearer tr_dev_unknown' }],
  ])('%s is answered 401 with the text of trigger.dev v2', async (_, headers) => {
    const { send } = await setup();
    const response = await send('/api/v1/whoami', { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'Invalid or Missing API key' });
  });

  test('a public key opens the read routes only', async () => {
    const { send, dev } = await setup();
    const headers = { authorization: `Bearer ${dev.pkApiKey}` };
    expect((await send('/api/v1/whoami', { headers })).status).toBe(401);
    expect((await send('/api/v1/events', { ...post({ event: { name: 'x' } }), headers })).status).toBe(401);
    expect((await send('/api/v2/events/none', { headers })).status).toBe(404);
    expect((await send('/api/v1/runs/none', { headers })).status).toBe(404);
  });

  test('whoami tells the environment, its project and its organization', async () => {
    const { send, dev } = await setup();
    const response = await send('/api/v1/whoami', {}, dev);
    expect(await response.json()).toMatchObject({
      id: dev.id,
      slug: 'dev',
      type: 'DEVELOPMENT',
      apiKey: dev.apiKey,
      pkApiKey: dev.pkApiKey,
      createdAt: dev.createdAt.toISOString(),
      organization: { id: dev.organizationId, title: 'KongFlow' },
      project: { id: dev.projectId, name: 'My project' },
    });
  });
});

describe('requests that no route serves', () => {
  test('an unknown path is 404 with JSON', async () => {
    const { send } = await setup();
    const response = await send('/api/v1/nonesuch');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: 'No route GET /api/v1/nonesuch' });
  });

  test('a wrong method is 405 and names the right ones', async () => {
    const { send, dev } = await setup();
    const response = await send('/api/v1/events', { method: 'PUT' }, dev);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toContain('POST');
    expect(await response.json()).toEqual({ error: 'Method Not Allowed' });
  });

  test('a trailing slash is redirected to the path without', async () => {
    const { send, dev } = await setup();
    const response = await send('/api/v1/whoami/', {}, dev);
    expect(response.status).toBe(301);
    expect(new URL(response.headers.get('location') ?? '', 'http://kongflow.test').pathname).toBe('/api/v1/whoami');
  });
});

describe('bodies', () => {
  test('JSON is read without a Content-Type', async () => {
    const { send, dev } = await setup();
    const response = await send('/api/v1/events', post({ event: { name: 'user.created', payload: { n: 1 } } }), dev);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: 'user.created', payload: { n: 1 } });
  });

  test('malformed JSON is 400', async () => {
    const { send, dev } = await setup();
    const response = await send('/api/v1/events', { method: 'POST', body: '{"event":' }, dev);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toContain('not valid JSON');
  });

  test('an empty body that announces JSON is accepted where none is needed', async () => {
    const { send, dev } = await setup();
    await send('/api/v1/events', post({ event: { id: 'e1', name: 'x' }, options: { deliverAfter: 60 } }), dev);
    const headers = { 'content-type': 'application/json' };
    const response = await send('/api/v1/events/e1/cancel', { method: 'POST', headers, body: '' }, dev);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: 'e1', cancelledAt: expect.any(String) });
  });

  test('a body over the limit is 413', async () => {
    const { send, dev } = await setup({ maxBodyBytes: 1000 });
    const response = await send('/api/v1/events', post({ event: { name: 'x', payload: 'y'.repeat(1000) } }), dev);
    expect(response.status).toBe(413);
    expect(await errorOf(response)).toContain('1000 bytes');
  });

  /** A POST of so many bytes that does not announce them. */
  function unannounced(bytes: number): { init: RequestInit; sent: () => number; cancelled: () => boolean } {
    let sent = 0;
    let cancelled = false;
    const body = new ReadableStream({
      pull(controller) {
        if (sent >= bytes) return controller.close();
        const size = Math.min(100, bytes - sent);
        sent += size;
        controller.enqueue(new Uint8Array(size).fill(32));
      },
      cancel() {
        cancelled = true;
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    return { init, sent: () => sent, cancelled: () => cancelled };
  }

  test('an unannounced body over the limit is read to its end and is 413', async () => {
    const { send, dev } = await setup({ maxBodyBytes: 1000 });
    const { init, sent, cancelled } = unannounced(2000);
    const response = await send('/api/v1/events', init, dev);
    expect(response.status).toBe(413);
    expect(await errorOf(response)).toContain('1000 bytes');
    expect({ sent: sent(), cancelled: cancelled() }).toEqual({ sent: 2000, cancelled: false });
  });

  test('an unannounced body without end is not read for ever', async () => {
    const { send, dev } = await setup({ maxBodyBytes: 1000 });
    const { init, sent, cancelled } = unannounced(Number.POSITIVE_INFINITY);
    expect((await send('/api/v1/events', init, dev)).status).toBe(413);
    expect(cancelled()).toBe(true);
    expect(sent()).toBeLessThan(6000);
  });

  test('an unannounced body under the limit is read', async () => {
    const { send, dev } = await setup({ maxBodyBytes: 1000 });
    const body = new Blob([JSON.stringify({ event: { name: 'streamed', payload: 'ä' } })]).stream();
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    const response = await send('/api/v1/events', init, dev);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: 'streamed', payload: 'ä' });
  });

  test.each(['/api/v1/events/%00', '/api/v2/events/a%00b', '/api/v1/jobs/%00/runs'])(
    'a NUL in the path %s is 400',
    async (path) => {
      const { send, dev } = await setup();
      const response = await send(path, {}, dev);
      expect(response.status).toBe(400);
      expect(await errorOf(response)).toContain('NUL');
    },
  );
});

describe('browsers', () => {
  const origin = 'https://app.example';

  test('a preflight is answered for the read routes', async () => {
    const { send } = await setup();
    const headers = {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    };
    const response = await send('/api/v1/runs/x', { method: 'OPTIONS', headers });
    expect(response.ok).toBe(true);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization');
    expect(response.headers.get('access-control-max-age')).toBe('300');
  });

  test('the origin is reflected, without credentials', async () => {
    const { send, dev } = await setup();
    const response = await send('/api/v2/events/none', { headers: { origin } }, dev);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')).toContain('Origin');
  });

  test('other routes are closed to other origins', async () => {
    const { send, dev } = await setup();
    const response = await send('/api/v1/whoami', { headers: { origin } }, dev);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a write route is closed to other origins, though its path looks like that of a read route', async () => {
    const { send, dev } = await setup();
    const body = post({ events: [{ name: 'n' }] });
    const response = await send('/api/v1/events/bulk', { ...body, headers: { origin } }, dev);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();

    const headers = { origin, 'access-control-request-method': 'POST' };
    const preflight = await send('/api/v1/events/bulk', { method: 'OPTIONS', headers });
    expect(preflight.headers.get('access-control-allow-methods') ?? '').not.toContain('POST');
  });
});

test('healthcheck follows the database', async () => {
  const { send, kongflow } = await setup();
  expect(await (await send('/healthcheck')).text()).toBe('OK');
  await kongflow.stop();
  const response = await send('/healthcheck');
  expect(response.status).toBe(500);
  expect(await response.text()).toBe('ERROR');
});

test('a fault of ours is 500 and tells nothing of itself', async () => {
  const { send, kongflow, dev } = await setup();
  await kongflow.stop();
  const response = await send('/api/v1/whoami', {}, dev);
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ error: 'Internal Server Error' });
});

test('a fault is logged by its route: paths may hold a hook identifier', async () => {
  const lines: string[] = [];
  const { send, kongflow, dev } = await setup({}, createLogger({ destination: { write: (line) => lines.push(line) } }));
  await kongflow.stop();
  const response = await send(`/api/v1/endpoints/${dev.id}/my-app/index/0123456789`, { method: 'POST' });
  expect(response.status).toBe(500);
  const [line = ''] = lines.filter((text) => text.includes('Request failed'));
  expect(line).toContain('/api/v1/endpoints/:environmentId/:endpointSlug/index/:identifier');
  expect(lines.join('')).not.toContain('0123456789');
});
