import { createLogger, type Logger } from '@kongflow/logger';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createEndpointClient, displayUrl, parseEndpointUrl } from '../src/index.ts';
import { mayFollow } from '../src/redirect-policy.ts';
import { runBody } from './support/run-body.ts';
import { answer, startStub } from './support/stub-endpoint.ts';

const apiKey = 'tr_prod_s3cr3tK3y';
const pong = answer(200, { ok: true });

describe('redirects', () => {
  it.each([307, 308])('are followed within an origin with method, headers and body: %i', async (status) => {
    await using stub = await startStub((request, response, raw) => {
      const next =
        request.path === '/api/trigger'
          ? answer(status, '', { location: '/final?x=1' })
          : answer(200, { status: 'SUCCESS' });
      next(request, response, raw);
    });
    const client = createEndpointClient();
    const result = await client.connect({ url: stub.url, apiKey }).executeJob(runBody);
    expect(result.kind).toBe('response');
    const [first, second] = stub.seen;
    expect(second).toEqual({ ...first, path: '/final?x=1' });
    await client.close();
  });

  it.each([301, 302, 303])('that would turn POST into GET are not followed: %i', async (status) => {
    await using stub = await startStub(answer(status, '', { location: '/final' }));
    const client = createEndpointClient();
    expect(await client.connect({ url: stub.url, apiKey }).executeJob(runBody)).toMatchObject({
      kind: 'httpError',
      status,
    });
    expect(stub.seen).toHaveLength(1);
    await client.close();
  });

  it('never take the API key to another origin', async () => {
    await using other = await startStub(pong);
    await using stub = await startStub(answer(307, '', { location: other.url }));
    const client = createEndpointClient();
    const api = client.connect({ url: stub.url, apiKey });
    expect(await api.executeJob(runBody)).toMatchObject({ kind: 'httpError', status: 307 });
    expect(await api.ping('app')).toMatchObject({ ok: false, kind: 'httpError' });
    expect(other.seen).toEqual([]);
    await client.close();
  });

  it('have to be over within the time of the call', async () => {
    await using stub = await startStub((request, response, raw) => {
      if (request.path === '/api/trigger') answer(307, '', { location: '/silent' })(request, response, raw);
    });
    const client = createEndpointClient();
    const result = await client.connect({ url: stub.url, apiKey }).executeJob(runBody, { timeoutMs: 200 });
    expect(result).toMatchObject({ kind: 'timeout', message: `Endpoint (${stub.url}) did not answer within 200 ms` });
    expect(stub.seen).toHaveLength(2);
    await client.close();
  });

  it('end', async () => {
    await using stub = await startStub(answer(307, '', { location: '/api/trigger' }));
    const client = createEndpointClient({ maxRedirects: 2 });
    expect(await client.connect({ url: stub.url, apiKey }).ping('app')).toMatchObject({ ok: false, kind: 'httpError' });
    expect(stub.seen).toHaveLength(3);
    await client.close();
  });

  it.each([
    ['http://a.test/x', 'http://a.test/y', true],
    ['http://a.test/x', 'https://a.test/x', true],
    ['https://a.test/x', 'http://a.test/x', false],
    ['http://a.test:3000/x', 'https://a.test/x', false],
    ['http://a.test/x', 'https://a.test:8443/x', false],
    ['http://a.test/x', 'https://b.test/x', false],
    ['http://a.test/x', 'https://www.a.test/x', false],
    ['http://a.test/x', 'http://u:p@a.test/x', false],
    ['http://a.test:1/x', 'http://a.test:2/x', false],
  ])('from %s to %s: %s', (from, to, allowed) => {
    expect(mayFollow(new URL(from), new URL(to))).toBe(allowed);
  });
});

describe('what cannot be called', () => {
  it.each([
    'not a url',
    '',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'http://user:pa55@127.0.0.1:1/',
    'http://nowhere.invalid/api/trigger',
  ])('is unreachable: %j', async (url) => {
    const client = createEndpointClient({ connectTimeoutMs: 5000 });
    const api = client.connect({ url, apiKey });
    const results = [await api.ping('app'), await api.indexEndpoint(), await api.executeJob(runBody)];
    expect(results).toMatchObject([{ kind: 'unreachable' }, { kind: 'unreachable' }, { kind: 'unreachable' }]);
    expect(JSON.stringify(results)).not.toMatch(/pa55|s3cr3t/);
    await client.close();
  });

  it.each(['tr_prod_a\nb', 'tr_prod_a\0', 'tr_prod_✓'])('is a key that no header can hold: %j', async (key) => {
    await using stub = await startStub(pong);
    const client = createEndpointClient();
    const result = await client.connect({ url: stub.url, apiKey: key }).ping('app');
    expect(result).toEqual({ ok: false, kind: 'unreachable', error: `Could not connect to endpoint ${stub.url}` });
    expect(stub.seen).toEqual([]);
    await client.close();
  });

  it('is a slug that no header can hold', async () => {
    await using stub = await startStub(pong);
    const client = createEndpointClient();
    expect(await client.connect({ url: stub.url, apiKey }).ping('a\r\nx-evil: 1')).toMatchObject({
      kind: 'unreachable',
    });
    expect(stub.seen).toEqual([]);
    await client.close();
  });
});

describe('connections', () => {
  it('are reused', async () => {
    await using stub = await startStub(pong);
    const client = createEndpointClient();
    for (let call = 0; call < 5; call += 1) await client.connect({ url: stub.url, apiKey }).ping('app');
    expect(stub.seen).toHaveLength(5);
    // The HTTP client lets a connection rest for one turn of the event loop, and opens a second one meanwhile.
    expect(stub.connections).toBeLessThanOrEqual(2);
    await client.close();
  });

  it('are not bounded unless asked for', async () => {
    const waiting: (() => void)[] = [];
    await using stub = await startStub((request, response, raw) => {
      waiting.push(() => pong(request, response, raw));
      if (waiting.length === 20) for (const go of waiting) go();
    });
    const client = createEndpointClient();
    const results = await Promise.all(
      Array.from({ length: 20 }, async () => client.connect({ url: stub.url, apiKey }).ping('app')),
    );
    expect(results.every((result) => result.ok)).toBe(true);
    await client.close();
  });

  it('are closed, after which nothing is sent', async () => {
    await using stub = await startStub(pong);
    const client = createEndpointClient();
    const api = client.connect({ url: stub.url, apiKey });
    await api.ping('app');
    await Promise.all([client.close(), client.close()]);
    await client.close();
    expect(await api.ping('app')).toMatchObject({ ok: false, kind: 'unreachable' });
    expect(stub.seen).toHaveLength(1);
  });
});

describe('logging', () => {
  it('writes a debug line per failed call, without key and query', async () => {
    const lines: unknown[] = [];
    const record = (message: string, fields?: object) => void lines.push({ message, ...fields });
    const logger: Logger = { ...createLogger({ level: 'error' }), debug: record };
    await using stub = await startStub(answer(500, 'no'));
    const client = createEndpointClient({ logger });
    await client.connect({ url: `${stub.url}?token=t0k3n`, apiKey }).ping('app');
    await client.connect({ url: 'ftp://127.0.0.1', apiKey }).validate();
    await client.close();
    expect(lines).toMatchObject([
      { action: 'PING', url: stub.url, outcome: 'status 500' },
      { action: 'VALIDATE', outcome: 'unreachable', reason: 'INVALID_URL' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/s3cr3t|t0k3n/);
  });
});

describe('displayUrl', () => {
  it.each([
    ['http://a.test/x', 'http://a.test/x'],
    ['http://a.test', 'http://a.test'],
    ['http://u:p@a.test/x?k=v#h', 'http://a.test/x'],
    ['u:p@nonsense?k=v', 'u:p@nonsense'],
    ['http://u:p@/x?k', 'http:///x'],
  ])('shows %s as %s', (url, shown) => {
    expect(displayUrl(url)).toBe(shown);
  });
});

describe('what is shown of a URL', () => {
  it('holds neither password nor query', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(fc.webUrl(), word, word, word, (url, user, password, token) => {
        const secret = new URL(url);
        secret.username = `user-${user}`;
        secret.password = `pass-${password}`;
        secret.search = `?key-${token}`;
        secret.hash = `#hash-${token}`;
        expect(displayUrl(secret.href)).not.toMatch(/user-|pass-|key-|hash-|[?#]/);
        expect(displayUrl(secret.href).startsWith(secret.origin)).toBe(true);
        expect(parseEndpointUrl(secret.href)).toBeNull();
      }),
    );
  });
});

describe('parseEndpointUrl', () => {
  it('takes http and https only', () => {
    expect(parseEndpointUrl('https://a.test/x')?.href).toBe('https://a.test/x');
    expect(parseEndpointUrl('ws://a.test/x')).toBeNull();
  });
});
