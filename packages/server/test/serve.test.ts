import { Agent, get, type IncomingMessage } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../src/index.ts';
import { setup as setupPlatform } from './setup.ts';

/** A server whose answers wait, and a client that keeps its connections alive. */
async function setup() {
  const answer = Promise.withResolvers<Response>();
  const asked = Promise.withResolvers<void>();
  const server = await serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => {
      if (new URL(request.url).pathname === '/now') return Promise.resolve(new Response('now'));
      asked.resolve();
      return answer.promise;
    },
  });
  onTestFinished(() => server.stop());
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const send = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const request = get({ port: server.port, path, agent }, (response: IncomingMessage) => {
        response.setEncoding('utf8').on('data', resolve);
      });
      request.on('error', reject);
    });
  return { server, answer, asked, send };
}

// A kept connection times out after 5 s: whoever stops a server has to wait for it, unless it is closed.
test('a stop waits for the requests under way, and for nothing else', { timeout: 4000 }, async () => {
  const { server, answer, asked, send } = await setup();
  const pending = send('/later');
  await asked.promise;
  const stopped = server.stop();
  expect(server.stop()).toBe(stopped);
  answer.resolve(new Response('later'));
  expect(await pending).toBe('later');
  await stopped;
});

test('a stop closes connections that are idle', async () => {
  const { server, send } = await setup();
  expect(await send('/now')).toBe('now');
  await server.stop();
  await expect(send('/now')).rejects.toThrow(/ECONNREFUSED|socket hang up/);
});

test('a port that is taken is an error', async () => {
  const { server } = await setup();
  const fetch = () => Promise.resolve(new Response());
  await expect(serve({ port: server.port, hostname: '127.0.0.1', fetch })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

describe('requests as Node hands them over', () => {
  async function listen() {
    const { fetch: handler, dev } = await setupPlatform();
    const server = await serve({ port: 0, hostname: '127.0.0.1', fetch: handler });
    onTestFinished(() => server.stop());
    const headers = { authorization: `Bearer ${dev.apiKey}`, connection: 'close' };
    return { url: `http://127.0.0.1:${server.port}/api/v1/events`, headers };
  }

  test('a body without an announced length is read', async () => {
    const { url, headers } = await listen();
    const body = new Blob([JSON.stringify({ event: { name: 'streamed', payload: 'ä' } })]).stream();
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
    const response = await fetch(url, init);
    expect(await response.json()).toMatchObject({ name: 'streamed', payload: 'ä' });
  });

  test.each([
    ['OPTIONS', '/e1', 204],
    ['DELETE', '', 405],
  ])('%s without a body is answered', async (method, path, status) => {
    const { url, headers } = await listen();
    const asked = { ...headers, origin: 'https://app.example', 'access-control-request-method': 'GET' };
    expect((await fetch(`${url}${path}`, { method, headers: asked })).status).toBe(status);
  });
});
