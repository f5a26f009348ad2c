import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createEndpointClient, type EndpointClient } from '../src/index.ts';
import { preprocessBody, runBody } from './support/run-body.ts';
import { answer, type Handler, refusedUrl, startStub } from './support/stub-endpoint.ts';

const apiKey = 'tr_prod_s3cr3tK3y';
let client: EndpointClient;

beforeAll(() => {
  client = createEndpointClient({ maxResponseBytes: 1000 });
});

afterAll(async () => {
  await client.close();
});

async function execute(handler: Handler) {
  await using stub = await startStub(handler);
  const result = await client.connect({ url: stub.url, apiKey }).executeJob(runBody);
  expect(JSON.stringify(result)).not.toContain(apiKey);
  expect(result.durationMs).toBeGreaterThanOrEqual(0);
  return { result, seen: stub.seen, url: stub.url };
}

describe('executeJob', () => {
  it('sends what the SDK needs, and gives the response', async () => {
    const { result, seen } = await execute(
      answer(
        200,
        { status: 'SUCCESS', output: { n: 42 } },
        {
          'Trigger-Version': '2023-09-29',
          'Trigger-SDK-Version': '2.3.18',
          'X-Trigger-Run-Metadata': '{"successSubscription":true}',
        },
      ),
    );
    expect(result).toMatchObject({
      kind: 'response',
      response: { status: 'SUCCESS', output: { n: 42 } },
      headers: {
        triggerVersion: '2023-09-29',
        triggerSdkVersion: '2.3.18',
        runMetadata: { successSubscription: true },
      },
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      method: 'POST',
      path: '/api/trigger',
      headers: {
        'x-trigger-api-key': apiKey,
        'x-trigger-action': 'EXECUTE_JOB',
        'x-trigger-version': '2023-09-29',
        'user-agent': 'triggerdotdev-server/2.0.0',
        accept: 'application/json',
        'accept-encoding': 'identity',
        'content-type': 'application/json',
      },
    });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(JSON.parse(JSON.stringify(runBody)));
  });

  it('takes missing and senseless headers as not told', async () => {
    const nothing = { triggerVersion: null, triggerSdkVersion: null, runMetadata: null };
    const plain = await execute(answer(200, { status: 'SUCCESS' }));
    expect(plain.result).toMatchObject({ kind: 'response', headers: nothing });
    const odd = await execute(
      answer(200, { status: 'SUCCESS' }, { 'trigger-version': 'v'.repeat(51), 'x-trigger-run-metadata': '{' }),
    );
    expect(odd.result).toMatchObject({ kind: 'response', headers: nothing });
    const wrong = await execute(
      answer(200, { status: 'SUCCESS' }, { 'x-trigger-run-metadata': '{"successSubscription":1}' }),
    );
    expect(wrong.result).toMatchObject({ kind: 'response', headers: nothing });
  });

  it.each([
    [408, 'gone', {}],
    [504, 'An error occurred', {}],
    [504, { error: { code: '504' } }, {}],
    [500, 'crashed', { 'x-vercel-error': 'FUNCTION_INVOCATION_TIMEOUT' }],
    [502, 'code: TIME_LIMIT', {}],
    [503, 'Worker exceeded resource limits', { 'cf-ray': '7d0' }],
  ])('tells a timeout of the platform: %i %j %j', async (status, body, headers) => {
    const { result } = await execute(answer(status, body, headers));
    expect(result).toMatchObject({ kind: 'timeout', status, message: `Endpoint responded with ${status} status code` });
  });

  it.each([
    [500, 'crashed', {}],
    [502, 'bad gateway', {}],
    [503, 'Worker exceeded resource limits', {}],
    [503, 'down', { 'cf-ray': '7d0' }],
    [400, 'no', { 'x-vercel-error': 'FUNCTION_INVOCATION_TIMEOUT' }],
    [404, '<html>', {}],
    [405, { error: 'no' }, {}],
    [304, '', {}],
  ])('tells another error: %i %j %j', async (status, body, headers) => {
    const { result } = await execute(answer(status, body, headers));
    expect(result).toMatchObject({
      kind: 'httpError',
      status,
      message: `Endpoint responded with ${status} status code`,
    });
  });

  it.each([400, 401, 404, 408, 500, 504])(
    'gives the error object of a %i, before any other reading',
    async (status) => {
      const error = { message: 'Job not found', name: 'Error', stack: 'at x' };
      const { result } = await execute(answer(status, { ...error, more: 1 }));
      expect(result).toMatchObject({ kind: 'errorResponse', status, error, message: 'Job not found' });
    },
  );

  it.each(['', 'OK', '{"status":', 'null', '<!doctype html>'])('tells a 200 that is not JSON: %j', async (body) => {
    const { result } = await execute(answer(200, body));
    expect(result).toMatchObject({ kind: 'invalidJson', status: 200, message: 'Endpoint responded with invalid JSON' });
  });

  it('tells a 200 that is no response', async () => {
    const { result } = await execute(answer(200, { status: 'DONE' }));
    expect(result).toMatchObject({ kind: 'invalidResponse', status: 200 });
    expect('message' in result && result.message).toContain('Path: status');
    const nul = await execute(answer(200, { status: 'SUCCESS', output: 'a\0' }));
    expect('message' in nul.result && nul.result.message).toContain('must not contain the NUL character');
  });

  it('takes its API key out of what the endpoint says', async () => {
    const echo: Handler = (request, response) => {
      response.writeHead(500);
      response.end(JSON.stringify({ message: `key ${String(request.headers['x-trigger-api-key'])}`, stack: apiKey }));
    };
    const { result } = await execute(echo);
    expect(result).toMatchObject({ kind: 'errorResponse', error: { message: 'key [API key]', stack: '[API key]' } });
  });

  it('refuses a large answer, with and without an announced length', async () => {
    const large = JSON.stringify({ status: 'SUCCESS', output: 'x'.repeat(2000) });
    const limit = { kind: 'tooLarge', limitBytes: 1000, message: 'Endpoint responded with more than 1000 bytes' };
    const announced = await execute((_, response) => {
      response.writeHead(200, { 'content-length': large.length });
      response.end(large);
    });
    expect(announced.result).toMatchObject(limit);
    const chunked = await execute((_, response) => {
      response.write(large.slice(0, 100));
      response.end(large.slice(100));
    });
    expect(chunked.result).toMatchObject(limit);
    const endless = await execute((_, response) => {
      const write = () => {
        while (response.writable && response.write(large)) {
          // until the other side stops reading
        }
      };
      response.on('drain', write);
      write();
    });
    expect(endless.result).toMatchObject(limit);
  });

  it('takes an answer of exactly the limit', async () => {
    const frame = JSON.stringify({ status: 'SUCCESS', output: '' });
    const body = JSON.stringify({ status: 'SUCCESS', output: 'x'.repeat(1000 - frame.length) });
    const { result } = await execute(answer(200, body));
    expect(result.kind).toBe('response');
  });

  it('reads UTF-8 that is split between chunks', async () => {
    const bytes = Buffer.from(JSON.stringify({ status: 'SUCCESS', output: 'é✓😀' }));
    const { result } = await execute((_, response) => {
      for (const byte of bytes) response.write(Buffer.from([byte]));
      response.end();
    });
    expect(result).toMatchObject({ kind: 'response', response: { output: 'é✓😀' } });
  });

  it('tells an endpoint that cannot be reached', async () => {
    const url = await refusedUrl();
    const result = await client.connect({ url, apiKey }).executeJob(runBody);
    const message = `Connection could not be established to the endpoint (${url})`;
    expect(result).toMatchObject({ kind: 'unreachable', reason: 'ECONNREFUSED', message });
  });

  it('tells a connection that is cut before, and in the middle of, the answer', async () => {
    const before = await execute((_, __, raw) => raw.socket.destroy());
    expect(before.result).toMatchObject({ kind: 'unreachable', reason: 'UND_ERR_SOCKET' });
    const during = await execute((_, response, raw) => {
      response.writeHead(200, { 'content-length': 500 });
      response.write('{"status":', () => raw.socket.destroy());
    });
    const message = `The answer of the endpoint (${during.url}) broke off`;
    expect(during.result).toMatchObject({ kind: 'unreachable', message });
  });

  it('tells what is no HTTP', async () => {
    const { result } = await execute((_, __, raw) => raw.socket.end('SSH-2.0-OpenSSH\r\n'));
    expect(result).toMatchObject({ kind: 'unreachable', reason: expect.stringMatching(/^(HPE_|HTTPParserError$)/) });
  });

  it('gives up when its time is over, before and within the answer', async () => {
    await using silent = await startStub(() => {});
    const never = await client.connect({ url: silent.url, apiKey }).executeJob(runBody, { timeoutMs: 30 });
    const message = `Endpoint (${silent.url}) did not answer within 30 ms`;
    expect(never).toMatchObject({ kind: 'timeout', status: null, headers: null, message });

    const hasty = createEndpointClient({ bodyTimeoutMs: 30 });
    await using slow = await startStub((_, response) => {
      response.writeHead(200);
      response.write('{');
    });
    const half = await hasty.connect({ url: slow.url, apiKey }).executeJob(runBody, { timeoutMs: 10_000 });
    expect(half).toMatchObject({ kind: 'timeout', status: null });
    await hasty.close();
  });

  it('stops when its caller gives up', async () => {
    const before = await client
      .connect({ url: 'http://127.0.0.1:1/', apiKey })
      .executeJob(runBody, { signal: AbortSignal.abort() });
    expect(before.kind).toBe('aborted');

    const controller = new AbortController();
    const { result, seen } = await (async () => {
      await using stub = await startStub(() => controller.abort());
      const aborted = await client
        .connect({ url: stub.url, apiKey })
        .executeJob(runBody, { signal: controller.signal });
      return { result: aborted, seen: stub.seen };
    })();
    expect(seen).toHaveLength(1);
    expect(result).toMatchObject({ kind: 'aborted' });

    const late = new AbortController();
    await using slow = await startStub((_, response) => {
      response.writeHead(200);
      response.write('{', () => late.abort());
    });
    expect((await client.connect({ url: slow.url, apiKey }).executeJob(runBody, { signal: late.signal })).kind).toBe(
      'aborted',
    );
  });
});

describe('preprocessRun', () => {
  it('gives the response', async () => {
    await using stub = await startStub(answer(200, { abort: false, properties: [{ label: 'a', text: 'b' }] }));
    const result = await client.connect({ url: stub.url, apiKey }).preprocessRun(preprocessBody);
    expect(result).toMatchObject({
      kind: 'response',
      response: { abort: false, properties: [{ label: 'a', text: 'b' }] },
    });
    expect(stub.seen[0]?.headers['x-trigger-action']).toBe('PREPROCESS_RUN');
    expect(JSON.parse(stub.seen[0]?.body ?? '')).toEqual(JSON.parse(JSON.stringify(preprocessBody)));
  });

  it('tells failures as executeJob does', async () => {
    await using stub = await startStub(answer(400, { message: 'Invalid body' }));
    const api = client.connect({ url: stub.url, apiKey });
    expect(await api.preprocessRun(preprocessBody)).toMatchObject({ kind: 'errorResponse', status: 400 });
    expect(await api.preprocessRun(preprocessBody, { signal: AbortSignal.abort() })).toMatchObject({ kind: 'aborted' });
  });
});
