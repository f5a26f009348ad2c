import { describe, expect, it } from 'vitest';
import { followRedirect } from '../../src/providers/vault/redirect-policy.ts';
import { connect, connectByRole, expectFailure, hush, put, read, startVault } from './setup.ts';

describe('a standby server', () => {
  it('sends requests on to the active one, with their token and body', async () => {
    const [standby, active] = await Promise.all([startVault(), startVault()]);
    standby.activeUrl = active.url;
    const { provider } = connectByRole(active, { ttl: 60 }, { address: standby.url });
    expect(await put(provider, { 'folder/ä key': { a: 1 } })).toEqual(['folder/ä key']);
    expect(await read(provider, 'folder/ä key')).toEqual({ a: 1 });
    expect(await provider.list({ prefix: '', after: null, limit: 10 })).toEqual(['folder/ä key']);
    expect(active.kv.fields('kongflow/folder/ä key')).toEqual({ a: 1 });
    expect(standby.seen.length).toBe(active.seen.length);
  });

  it('behind a proxy that puts a path before Vault sends them on as well', async () => {
    const [standby, active] = await Promise.all([startVault(), startVault()]);
    standby.activeUrl = active.url;
    const auth = { token: active.tokens.create({ ttl: 0 }) };
    const provider = connect(standby, { address: `${standby.url}/proxy`, auth });
    expect(await put(provider, { a: { b: 1 } })).toEqual(['a']);
    expect(await read(provider, 'a')).toEqual({ b: 1 });
  });

  it('that knows no active one but itself is left after some redirects, and asked again later', async () => {
    const vault = await startVault();
    vault.activeUrl = vault.url;
    const error = await expectFailure(read(connect(vault, { maxAttempts: 2 }), 'a'), 'PROVIDER_UNAVAILABLE');
    expect(error.message).toContain('more than 3 redirects; 2 attempts');
    expect(vault.seenAt('sys/')).toHaveLength(8);
  });

  it.each([
    ['another host without TLS', { status: 307, location: 'http://elsewhere.example/v1/secret/data/kongflow/a' }],
    ['a login page', { status: 307, location: 'https://login.example/sign-in?next=%2Fv1%2Fsecret' }],
    ['a page by GET', { status: 302, location: '/v1/secret/data/kongflow/a' }],
    ['nowhere', { status: 307, location: 'http://[' }],
  ])('that sends them to %s is not followed', async (_, { status, location }) => {
    const vault = await startVault();
    const provider = connect(vault);
    await read(provider, 'first');
    vault.faults.push({ reply: { status, headers: { location } } });
    const error = await expectFailure(put(provider, { a: hush }), 'PROVIDER_REJECTED');
    expect(error.message).toContain('check `address`');
  });
});

describe('a redirect', () => {
  const path = '/v1/secret/data/kongflow/a';
  const follow = (from: string, location: string | null, status = 307) => followRedirect(status, location, from, path);

  it.each([
    ['https://standby.example', `https://active.example${path}`],
    ['https://standby.example', `https://active.example:8200/proxy${path}`],
    ['http://127.0.0.1:8200', `http://127.0.0.1:8300${path}`],
    ['http://standby.example', `https://active.example${path}`],
    ['http://standby.example', path],
  ])('from %s is followed to %s', (from, location) => {
    expect(follow(from + path, location)).toEqual({ url: new URL(location, from).href });
    expect(follow(from + path, location, 308)).toEqual({ url: new URL(location, from).href });
  });

  it.each([
    ['from https to http, even of the same host', 'https://vault.example', `http://vault.example${path}`],
    ['to another host without TLS', 'http://vault.example', `http://other.example${path}`],
    ['to another path', 'https://vault.example', 'https://vault.example/v1/secret/data/kongflow/b'],
    ['to the same path with another query', 'https://vault.example', `https://vault.example${path}?list=true`],
    ['with a user name', 'https://vault.example', `https://ada@vault.example${path}`],
    ['with a password', 'https://vault.example', `https://:p@vault.example${path}`],
    ['to no web page', 'https://vault.example', `file://vault.example${path}`],
    ['to no URL', 'https://vault.example', 'https://['],
    ['to nowhere', 'https://vault.example', null],
  ])('is not followed %s', (_, from, location) => {
    expect(follow(from + path, location)).toHaveProperty('refusal');
  });

  it.each([300, 301, 302, 303, 304])('is not followed with status %i, which may turn a write into a read', (status) => {
    expect(follow(`https://vault.example${path}`, `https://vault.example${path}`, status)).toHaveProperty('refusal');
  });
});
