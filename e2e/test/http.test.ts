import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPlatform, type ApiRequest, type Platform } from '../support/platform.ts';

let platform: Platform;
let key: string;
let publicKey: string;

beforeAll(async () => {
  platform = await startPlatform();
  ({ apiKey: key, pkApiKey: publicKey } = platform.environment('dev'));
});
afterAll(() => platform.stop());

/** Sends a request and reads the whole answer; a body that is no JSON fails the test. */
async function call(path: string, request: ApiRequest = {}) {
  const response = await platform.request(path, request);
  const body: unknown = await response.json();
  return { status: response.status, body };
}

describe('keys', () => {
  test.each([
    ['no key', undefined],
    ['a key nobody has', 'tr_dev_nobodyHasThisKey'],
    ['a public key that nobody has', 'pk_dev_nobodyHasThisKey'],
    ['no key at all behind Bearer', ''],
    ['what was never a key', "'; DROP TABLE runs; --"],
  ])('%s is answered 401', async (_what, key) => {
    const request = key === undefined ? {} : { key };
    const refused = { status: 401, body: { error: 'Invalid or Missing API key' } };
    expect(await call('/api/v1/whoami', request)).toEqual(refused);
    expect(await call('/api/v1/events', { ...request, method: 'POST', json: { event: { name: 'a' } } })).toEqual(
      refused,
    );
    expect(await call(`/api/v2/runs/${randomUUID()}`, request)).toEqual(refused);
  });

  test('whoami tells whose key it is', async () => {
    const { status, body } = await call('/api/v1/whoami', { key });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      slug: 'dev',
      type: 'DEVELOPMENT',
      pkApiKey: publicKey,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      project: { id: expect.any(String), slug: expect.any(String), name: expect.any(String) },
      organization: { id: expect.any(String), slug: expect.any(String), title: expect.any(String) },
    });
  });

  test('healthcheck needs none', async () => {
    const response = await platform.request('/healthcheck');
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: 'OK' });
  });
});

describe('what is no good request', () => {
  test('malformed JSON is answered 400', async () => {
    const malformed = { method: 'POST', key, body: '{"event": {', headers: { 'content-type': 'application/json' } };
    expect(await call('/api/v1/events', malformed)).toEqual({ status: 400, body: { error: expect.any(String) } });
    expect(await call('/api/v1/endpoints', malformed)).toEqual({ status: 400, body: { error: expect.any(String) } });
  });

  test('an event that breaks its schema is answered 422 with error and message', async () => {
    const { status, body } = await call('/api/v1/events', { method: 'POST', key, json: { event: { payload: 1 } } });
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: expect.stringContaining('name'), message: expect.any(String) });
  });

  test('JSON is read whatever the Content-Type says', async () => {
    const body = JSON.stringify({ event: { name: 'untyped', payload: { a: 1 } } });
    const headers = { 'content-type': 'text/plain' };
    const sent = await call('/api/v1/events', { method: 'POST', key, body, headers });
    expect(sent).toMatchObject({ status: 200, body: { name: 'untyped', payload: { a: 1 } } });
  });

  test('a body over the limit is answered 413', async () => {
    const payload = 'x'.repeat(17 * 1024 * 1024);
    const sent = await call('/api/v1/events', { method: 'POST', key, json: { event: { name: 'big', payload } } });
    expect(sent).toEqual({ status: 413, body: { error: expect.any(String) } });
  });

  test('a body over the limit that does not announce its length is answered 413', async () => {
    const piece = new TextEncoder().encode('x'.repeat(1024 * 1024));
    const body = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 17; sent += 1) controller.enqueue(piece);
        controller.close();
      },
    });
    const init = { method: 'POST', key, body, duplex: 'half' as const };
    expect(await call('/api/v1/events', init)).toEqual({ status: 413, body: { error: expect.any(String) } });
  });

  test('a trailing slash is redirected', async () => {
    const response = await platform.request('/api/v1/whoami/?a=1', { key });
    expect(response.status).toBe(301);
    const location = new URL(response.headers.get('location') ?? '', platform.url);
    expect(location.pathname + location.search).toBe('/api/v1/whoami?a=1');
  });

  test.each([
    ['DELETE', '/api/v1/events'],
    ['GET', '/api/v1/events'],
    ['POST', '/api/v1/whoami'],
    ['PUT', '/api/v1/endpoints'],
  ])('%s %s is answered 405 with the methods that are allowed', async (method, path) => {
    const response = await platform.request(path, { method, key });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toMatch(/[A-Z]/);
    expect(await response.json()).toEqual({ error: 'Method Not Allowed' });
  });

  test('an unknown path is answered 404 in JSON', async () => {
    expect(await call('/api/v1/no-such-thing', { key })).toEqual({ status: 404, body: { error: expect.any(String) } });
  });

  test.each(['/api/v1/runs/%E0%A4%A', '/api/v2/runs/%00', '/api/v2/events/%00', `/api/v2/runs/${'x'.repeat(5000)}`])(
    'the strange path %.30s is the sender’s error, not ours',
    async (path) => {
      const { status, body } = await call(path, { key });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body).toMatchObject({ error: expect.any(String) });
    },
  );

  test('text that PostgreSQL cannot store is not our failure', async () => {
    const json = { event: { name: 'nul', payload: { text: 'a\u0000b' } } };
    const { status, body } = await call('/api/v1/events', { method: 'POST', key, json });
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: expect.any(String) });
  });

  test('an answer never holds a key', async () => {
    const secret = 'tr_dev_thisIsASecretKey';
    const { body } = await call('/api/v1/endpoints', { method: 'POST', key: secret, json: {} });
    expect(JSON.stringify(body)).not.toContain(secret);
  });
});

describe('browsers', () => {
  const origin = 'https://shop.example';

  test.each([`/api/v1/runs/${randomUUID()}`, `/api/v2/runs/${randomUUID()}`, '/api/v1/events/e', '/api/v2/events/e'])(
    'may ask for %.16s… from anywhere',
    async (path) => {
      const preflight = await platform.request(path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      expect(preflight.ok).toBe(true);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      expect(preflight.headers.get('access-control-allow-methods')).toContain('GET');
      expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
      expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();

      const found = await platform.request(path, { key: publicKey, headers: { origin } });
      expect(found.status).toBe(404);
      expect(found.headers.get('access-control-allow-origin')).toBe(origin);
      expect(found.headers.get('vary')).toMatch(/origin/i);

      const refused = await platform.request(path, { headers: { origin } });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
    },
  );

  test('may not send events', async () => {
    const response = await platform.request('/api/v1/events', {
      method: 'POST',
      key,
      json: { event: { name: 'from-browser' } },
      headers: { origin },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});
