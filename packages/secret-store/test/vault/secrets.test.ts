import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import { KvEngine } from '../support/vault-kv.ts';
import { connect, expectFailure, put, read, startVault } from './setup.ts';

describe('secrets in Vault', () => {
  it('are fields that `vault kv get` shows, in the folder of the provider', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { 'oauth/github': { clientId: 'id', scopes: ['repo'] }, token: 'text' });
    expect(vault.kv.fields('kongflow/oauth/github')).toEqual({ clientId: 'id', scopes: ['repo'] });
    expect(vault.kv.fields('kongflow/token')).toEqual({ $value: 'text' });
  });

  it('made by hand are read', async () => {
    const vault = await startVault();
    vault.kv.put('kongflow/by-hand', { user: 'ada', password: 'p' });
    vault.kv.put('kongflow/nothing', null);
    const provider = connect(vault);
    expect(await read(provider, 'by-hand')).toEqual({ user: 'ada', password: 'p' });
    expect(await read(provider, 'nothing')).toEqual({});
  });

  it('are in the mount, folder and namespace that were given', async () => {
    const vault = await startVault();
    const engine = new KvEngine();
    vault.engines.set('team/kv', engine);
    const provider = connect(vault, { mount: 'kv', path: 'apps/shop', namespace: 'team' });
    await put(provider, { a: { b: 1 } });
    expect([...engine.secrets.keys()]).toEqual(['apps/shop/a']);
    expect(await read(provider, 'a')).toEqual({ b: 1 });
    expect(await provider.list({ prefix: '', after: null, limit: 10 })).toEqual(['a']);
    expect(vault.seen.every(({ headers }) => headers['x-vault-namespace'] === 'team')).toBe(true);
  });

  it('fill the whole mount when the folder is empty', async () => {
    const vault = await startVault();
    vault.kv.put('top', { a: 1 });
    const provider = connect(vault, { path: '' });
    await put(provider, { other: 1 });
    expect(await provider.list({ prefix: '', after: null, limit: 10 })).toEqual(['other', 'top']);
    expect(await read(provider, 'top')).toEqual({ a: 1 });
  });

  it('deleted or destroyed by `vault kv` are absent, though listed', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { deleted: 1, destroyed: 1, later: 1 });
    vault.kv.softDelete('kongflow/deleted');
    vault.kv.destroy('kongflow/destroyed');
    vault.kv.softDelete('kongflow/later', new Date(Date.now() + 3_600_000).toISOString());
    expect([...(await provider.get(['deleted', 'destroyed', 'later'])).keys()]).toEqual(['later']);
    expect(await provider.count('')).toBe(3);
    expect(await provider.delete(['deleted', 'destroyed', 'later'])).toEqual(['later']);
    expect(vault.kv.secrets.size).toBe(0);
  });

  it('deleted by `vault kv` are written with ifAbsent, those that are there are not', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { gone: 'old', there: 'old' });
    await put(provider, { gone: 'older' });
    vault.kv.softDelete('kongflow/gone');
    expect(await put(provider, { gone: 'new', there: 'new', fresh: 'new' }, true)).toEqual(['gone', 'fresh']);
    expect(await read(provider, 'gone')).toBe('new');
    expect(await read(provider, 'there')).toBe('old');
    expect(vault.seenAt('secret/data/kongflow/gone', 'POST').map(({ body }) => casOf(body))).toEqual([
      undefined,
      undefined,
      0,
      2,
    ]);
  });

  it('are written on a mount that wants a version with each write', async () => {
    const vault = await startVault();
    vault.kv.casRequired = true;
    const provider = connect(vault);
    expect(await put(provider, { a: 1 })).toEqual(['a']);
    expect(await put(provider, { a: 2 })).toEqual(['a']);
    await Promise.all([3, 4, 5].map((value) => put(provider, { a: value })));
    expect([3, 4, 5]).toContain(await read(provider, 'a'));
    expect(vault.kv.secrets.get('kongflow/a')).toHaveLength(5);
    expect(await provider.delete(['a'])).toEqual(['a']);
  });

  it('that others change all the time are not written', async () => {
    const vault = await startVault();
    vault.kv.casRequired = true;
    const isWrite = { when: ({ method }: { method: string }) => method === 'POST', times: 1000 };
    vault.faults.push({ ...isWrite, before: () => vault.kv.put('kongflow/a', { other: 1 }) });
    const error = await expectFailure(put(connect(vault), { a: 1 }), 'PROVIDER_UNAVAILABLE');
    expect(error.message).toContain('others changed it');
  });

  it('are deleted with all their versions', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { a: 1 });
    await put(provider, { a: 2 });
    expect(await provider.delete(['a', 'missing'])).toEqual(['a']);
    expect(vault.kv.secrets.size).toBe(0);
    expect(vault.seenAt('secret/', 'DELETE').map(({ path }) => path)).toEqual(['secret/metadata/kongflow/a']);
  });

  it('whose deletion broke off are absent, and gone after the next', async () => {
    const vault = await startVault();
    const provider = connect(vault, { maxAttempts: 1 });
    await put(provider, { a: 'old' });
    vault.faults.push({ when: ({ method }) => method === 'DELETE', reply: 'drop' });
    await expectFailure(provider.delete(['a']), 'PROVIDER_UNAVAILABLE');
    expect(await read(provider, 'a')).toBeUndefined();
    expect(await provider.delete(['a'])).toEqual([]);
    expect(vault.kv.secrets.size).toBe(0);
  });

  it('whose deletion broke off are written with ifAbsent, after a wait for its end', async () => {
    const vault = await startVault();
    vault.kv.put('kongflow/a', { $deletion: 'of a process that died' });
    expect(await put(connect(vault), { a: 'new' }, true)).toEqual(['a']);
    expect(vault.kv.fields('kongflow/a')).toEqual({ $value: 'new' });
    expect(vault.clock.slept).toHaveLength(8);
  });

  it('written with ifAbsent during a deletion are not deleted with it', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { a: 'old' });
    const written: string[] = [];
    let write: Promise<unknown> | undefined;
    vault.faults.push({
      when: ({ method }) => method === 'DELETE',
      // The deletion goes on when the write waits for it, or did not.
      before: () => {
        write = put(connect(vault), { a: 'new' }, true).then((keys) => written.push(...keys));
        return waitFor(() => vault.clock.slept.length + written.length);
      },
    });
    expect(await provider.delete(['a'])).toEqual(['a']);
    await write;
    expect(written).toEqual(['a']);
    expect(await read(provider, 'a')).toBe('new');
  });
});

describe('an answer that was lost', () => {
  const isWrite = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path.startsWith('secret/');

  it('does not make a write with ifAbsent fail that was carried out', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    vault.faults.push({ when: isWrite, reply: 'lose' });
    expect(await put(provider, { a: { b: [1, { c: 2 }] } }, true)).toEqual(['a']);
    expect(vault.kv.secrets.get('kongflow/a')).toHaveLength(1);
  });

  it('does not make a write with ifAbsent succeed that another was faster than', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    vault.faults.push({ when: isWrite, reply: 'drop', before: () => vault.kv.put('kongflow/a', { $value: 'theirs' }) });
    expect(await put(provider, { a: 'ours' }, true)).toEqual([]);
    expect(await read(provider, 'a')).toBe('theirs');
  });

  it('does not make a deletion forget that there was a secret', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { a: 1 });
    vault.faults.push({ when: isWrite, reply: 'lose' });
    expect(await provider.delete(['a'])).toEqual(['a']);
    expect(vault.kv.secrets.size).toBe(0);
  });

  it('to the end of a deletion does not matter', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { a: 1 });
    vault.faults.push({ when: ({ method }) => method === 'DELETE', reply: 'lose' });
    expect(await provider.delete(['a'])).toEqual(['a']);
    expect(vault.kv.secrets.size).toBe(0);
  });
});

function casOf(body: string): number | undefined {
  return (JSON.parse(body) as { options?: { cas: number } }).options?.cas;
}
