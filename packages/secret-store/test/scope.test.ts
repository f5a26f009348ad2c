import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MemorySecretProvider, SecretStore } from '../src/index.ts';
import { RecordingAudit } from './support/recording-audit.ts';

function setup(): { provider: MemorySecretProvider; audit: RecordingAudit; store: SecretStore } {
  const provider = new MemorySecretProvider();
  const audit = new RecordingAudit();
  return { provider, audit, store: new SecretStore({ provider, audit }) };
}

describe('scope', () => {
  it('puts its prefix in front of every key, and takes it off again', async () => {
    const { store } = setup();
    const tenant = store.scope('env/42/');
    await tenant.setSecret('slack', { token: 't' });
    expect(await tenant.setSecrets({ a: 1, b: 2 })).toEqual(['a', 'b']);
    expect((await store.listSecretKeys()).keys).toEqual(['env/42/a', 'env/42/b', 'env/42/slack']);
    expect(await tenant.getSecret('slack', z.object({ token: z.string() }))).toEqual({ token: 't' });
    expect(await tenant.getSecrets({ a: z.number(), missing: z.number() })).toEqual({ a: 1, missing: undefined });
    expect(await tenant.listSecretKeys({ limit: 2 })).toEqual({ keys: ['a', 'b'], next: 'b' });
    expect(await tenant.listSecretKeys({ after: 'b', prefix: 's' })).toEqual({ keys: ['slack'], next: null });
    expect(await tenant.getSecretCount()).toBe(3);
    expect(await tenant.deleteSecrets(['b', 'missing'])).toEqual(['b']);
    expect(await tenant.deleteSecret('a')).toBe(true);
    expect(await tenant.getSecretCount({ prefix: 's' })).toBe(1);
  });

  it('sees nothing of other scopes', async () => {
    const { store } = setup();
    await store.setSecrets({ 'env/4/a': 1, 'env/42/a': 2, global: 3 });
    const tenant = store.scope('env/4/');
    expect((await tenant.listSecretKeys()).keys).toEqual(['a']);
    expect(await tenant.getSecretCount()).toBe(1);
    expect(await tenant.getSecret('global', z.unknown())).toBeUndefined();
    expect(await tenant.getSecret('../42/a', z.unknown())).toBeUndefined();
    expect(await tenant.deleteSecret('global')).toBe(false);
  });

  it('composes', async () => {
    const { store } = setup();
    await store.scope('org/1/').scope('env/2/').setSecret('k', 'v');
    expect(await store.getSecret('org/1/env/2/k', z.string())).toBe('v');
  });

  it('can be an option of the store', async () => {
    const { provider, store } = setup();
    await new SecretStore({ provider, scope: 'app/' }).setSecret('k', 'v');
    expect(await store.getSecret('app/k', z.string())).toBe('v');
  });

  it('shares the actor, the audit log and its option', async () => {
    const { provider, audit, store } = setup();
    await store.as('user:42').scope('env/').setSecret('k', 1);
    await store.scope('env/').as('user:43').deleteSecret('k');
    await new SecretStore({ provider, audit, auditReads: false }).scope('env/').getSecretCount();
    await store.scope('env/').listSecretKeys({ prefix: 'k' });
    expect(audit.lines).toEqual([
      'user:42 set env/k attempted',
      'user:42 set env/k ok',
      'user:43 delete env/k attempted',
      'user:43 delete env/k ok',
      'system list env/k ok',
    ]);
  });

  it('gives whole keys in errors', async () => {
    const { store } = setup();
    const tenant = store.scope('env/42/');
    await tenant.setSecret('k', 1);
    await expect(tenant.getSecretOrThrow('missing', z.string())).rejects.toMatchObject({
      message: 'Unable to find secret env/42/missing in memory',
      key: 'env/42/missing',
    });
    await expect(tenant.getSecret('k', z.string())).rejects.toMatchObject({ key: 'env/42/k' });
    await expect(tenant.setSecret('k', Number.NaN)).rejects.toMatchObject({ key: 'env/42/k' });
  });

  it('refuses an empty prefix and an empty key, which would be the whole store and the prefix itself', async () => {
    const { store } = setup();
    expect(() => store.scope('')).toThrow('must not be empty');
    await expect(store.scope('env/').getSecret('', z.unknown())).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(store.scope('env/').deleteSecrets([''])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('lists no secret whose key is the prefix itself: no key of the scope stands for it', async () => {
    const { store } = setup();
    await store.setSecrets({ 'env/42/': 0, 'env/42/a': 1, 'env/42/b': 2 });
    const tenant = store.scope('env/42/');
    expect(await tenant.listSecretKeys()).toEqual({ keys: ['a', 'b'], next: null });
    expect(await tenant.listSecretKeys({ limit: 1 })).toEqual({ keys: ['a'], next: 'a' });
    expect(await tenant.listSecretKeys({ limit: 1, after: 'a' })).toEqual({ keys: ['b'], next: null });
  });

  it('counts the prefix in the length of keys', async () => {
    const { store } = setup();
    const tenant = store.scope('x'.repeat(400));
    expect(await tenant.setSecret('y'.repeat(100), 1)).toBe(true);
    await expect(tenant.setSecret('y'.repeat(101), 1)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(tenant.deleteSecrets(['y'.repeat(101)])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(tenant.listSecretKeys({ prefix: 'y'.repeat(101) })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(() => tenant.scope('y'.repeat(101))).toThrow('must not be longer than 500 characters');
  });
});

describe('as', () => {
  it('leaves the store it comes from as it is', async () => {
    const { audit, store } = setup();
    const user = store.as('user:42');
    await user.getSecretCount();
    await store.getSecretCount();
    expect(audit.lines).toEqual(['user:42 count  ok', 'system count  ok']);
  });

  it.each(['', 'x'.repeat(501), 'a\nb', '\ud800'])('refuses actor %#', (actor) => {
    const { provider, store } = setup();
    expect(() => store.as(actor)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => new SecretStore({ provider, actor })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('knows the name of the provider', () => {
    expect(setup().store.as('user:42').providerName).toBe('memory');
  });
});
