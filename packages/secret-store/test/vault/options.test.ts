import { describe, expect, it } from 'vitest';
import { VaultProvider, type VaultProviderOptions } from '../../src/providers/vault/index.ts';
import { parseOptions } from '../../src/providers/vault/options.ts';
import { expectFailure, hush } from './setup.ts';

const valid: VaultProviderOptions = { address: 'https://vault.example.com:8200', auth: { token: 'hvs.a' } };

describe('the options of a VaultProvider', () => {
  it('have defaults', () => {
    expect(parseOptions(valid)).toMatchObject({
      address: 'https://vault.example.com:8200',
      mount: 'secret',
      path: 'kongflow',
      namespace: null,
      timeoutMs: 10_000,
      concurrency: 10,
      maxAttempts: 5,
      maxResponseBytes: 33_554_432,
    });
    expect(parseOptions({ ...valid, auth: { roleId: 'r', secretId: 's' } }).auth).toEqual({
      roleId: 'r',
      secretId: 's',
      mount: 'approle',
    });
  });

  it.each([
    ['https://vault.example.com/', 'https://vault.example.com'],
    ['http://[::1]:8200/behind/a/proxy//', 'http://[::1]:8200/behind/a/proxy'],
  ])('take an address with a path, and slashes at its end: %s', (address, expected) => {
    expect(parseOptions({ ...valid, address }).address).toBe(expected);
  });

  it.each([
    ['address', { address: hush }],
    ['address', { address: `ftp://${hush}/` }],
    ['address', { address: `https://ada:${hush}@vault/` }],
    ['address', { address: `https://vault/?token=${hush}` }],
    ['address', { address: undefined }],
    ['auth', { auth: undefined }],
    ['auth', { auth: {} }],
    ['auth', { auth: { token: `${hush}\n` } }],
    ['auth', { auth: { token: '' } }],
    ['auth', { auth: { token: hush, roleId: hush } }],
    ['auth', { auth: { roleId: hush } }],
    ['auth', { auth: { roleId: hush, secretId: '' } }],
    ['mount', { mount: '' }],
    ['mount', { mount: '/secret' }],
    ['mount', { mount: 'secret/' }],
    ['mount', { mount: 'a//b' }],
    ['mount', { mount: 'a/../b' }],
    ['mount', { mount: 'a?b' }],
    ['path', { path: '/kongflow' }],
    ['path', { path: '.' }],
    ['path', { path: 'a b' }],
    ['namespace', { namespace: 'a\nb' }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['concurrency', { concurrency: 1.5 }],
    ['maxAttempts', { maxAttempts: 0 }],
    ['maxResponseBytes', { maxResponseBytes: 1 }],
    ['fetch', { fetch: hush }],
    ['clock', { clock: hush }],
    ['', { other: hush }],
  ])('are checked: %s %j', async (name, wrong) => {
    const options = { ...valid, ...wrong } as VaultProviderOptions;
    const error = await expectFailure((async () => new VaultProvider(options))(), 'INVALID_INPUT');
    expect(error.message).toContain(`Path: ${name}`);
  });
});
