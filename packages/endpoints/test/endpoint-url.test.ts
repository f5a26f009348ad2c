import { describe, expect, it } from 'vitest';
import { findUrlProblem, resolveEndpointUrl } from '../src/endpoint-url.ts';

describe('resolveEndpointUrl', () => {
  it.each([
    'http://localhost:3000/api/trigger',
    'https://shop.example',
    'http://127.0.0.1:3000/api/trigger',
    'https://shop.example/api/trigger?token=1',
  ])('leaves %s as it is', async (url) => {
    expect(await resolveEndpointUrl(url, {})).toBe(url);
  });

  it.each([
    ['http://localhost:3000/api/trigger', 'http://host.docker.internal:3000/api/trigger'],
    ['http://localhost', 'http://host.docker.internal/'],
    ['http://LOCALHOST/x', 'http://host.docker.internal/x'],
    ['http://127.0.0.1/x', 'http://127.0.0.1/x'],
    ['http://localhost.example/x', 'http://localhost.example/x'],
  ])('replaces localhost, and nothing else, in %s', async (url, resolved) => {
    expect(await resolveEndpointUrl(url, { localhost: 'host.docker.internal' })).toBe(resolved);
  });

  it.each(['', 'shop.example', '/api/trigger', 'ftp://shop.example', 'file:///etc/passwd', 'javascript:alert(1)'])(
    'refuses %j',
    async (url) => {
      await expect(resolveEndpointUrl(url, {})).rejects.toMatchObject({ code: 'INVALID_URL' });
    },
  );

  it('refuses credentials, and does not repeat them', async () => {
    const problem = await findUrlProblem('https://ada:secret@shop.example/api?token=abc', {});
    expect(problem).toEqual({
      code: 'INVALID_URL',
      message: 'The endpoint URL must not contain a user name or password.',
    });
  });

  it('asks the policy, whose refusal hides the query', async () => {
    const asked: string[] = [];
    const policy = {
      isAllowed: (url: URL): boolean => {
        asked.push(url.hostname);
        return url.hostname !== '169.254.169.254';
      },
    };
    expect(await findUrlProblem('https://shop.example/', policy)).toBeNull();
    expect(await findUrlProblem('http://169.254.169.254/latest?token=abc', policy)).toEqual({
      code: 'URL_NOT_ALLOWED',
      message: 'This server may not call http://169.254.169.254/latest',
    });
    expect(asked).toEqual(['shop.example', '169.254.169.254']);
  });
});
