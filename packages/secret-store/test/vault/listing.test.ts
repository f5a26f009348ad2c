import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import { newerIndex } from '../../src/providers/vault/newer-index.ts';
import type { SeenVaultRequest, VaultServer } from '../support/vault-server.ts';
import { connect, put, read, startVault } from './setup.ts';

const listed = (vault: VaultServer) =>
  vault.seenAt('secret/metadata/', 'LIST').map(({ path }) => path.slice('secret/metadata/'.length));

async function fill(vault: VaultServer, keys: readonly string[]) {
  for (const key of keys) vault.kv.put(`kongflow/${key}`, { key });
  return connect(vault);
}

describe('a listing', () => {
  it('asks for the folders only that can have keys of the prefix', async () => {
    const vault = await startVault();
    const provider = await fill(vault, ['a/b/one', 'a/b/two', 'a/bc/three', 'a/d/four', 'e/five', 'top']);
    expect(await provider.list({ prefix: 'a/b', after: null, limit: 10 })).toEqual([
      'a/b/one',
      'a/b/two',
      'a/bc/three',
    ]);
    expect(listed(vault)).toEqual(['kongflow/a/', 'kongflow/a/b/', 'kongflow/a/bc/']);
    vault.seen.length = 0;
    expect(await provider.count('a/b/')).toBe(2);
    expect(listed(vault)).toEqual(['kongflow/a/b/']);
  });

  it('does not ask for folders that come before or after the page', async () => {
    const vault = await startVault();
    const folders = ['a', 'b', 'c', 'd', 'e'];
    const provider = await fill(
      vault,
      folders.flatMap((folder) => [`${folder}/1`, `${folder}/2`]),
    );
    expect(await provider.list({ prefix: '', after: 'b/1', limit: 2 })).toEqual(['b/2', 'c/1']);
    expect(listed(vault)).toEqual(['kongflow/', 'kongflow/b/', 'kongflow/c/']);
  });

  it('asks for the folders of a level at a time, not one after the other', async () => {
    const vault = await startVault();
    const provider = await fill(
      vault,
      Array.from({ length: 10 }, (_, n) => `${n}/key`),
    );
    let underWay = 0;
    vault.faults.push({
      when: ({ path }) => /kongflow\/\d\/$/.test(path),
      times: 10,
      // Each is answered when all of them are there.
      before: async () => {
        underWay += 1;
        await waitFor(() => underWay === 10);
      },
    });
    expect(await provider.count('')).toBe(10);
  });

  it('leaves out what is not of this provider', async () => {
    const vault = await startVault();
    vault.kv.put('elsewhere/a', {});
    vault.kv.put('kongflow-too/a', {});
    vault.kv.put('kongflow', {});
    const provider = await fill(vault, ['mine', 'no~key', 'no/way~/key', 'x'.repeat(501), `${'y/'.repeat(250)}end`]);
    expect(await provider.list({ prefix: '', after: null, limit: 10 })).toEqual(['mine']);
    expect(await provider.count('')).toBe(1);
  });

  it('of nothing is empty', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    expect(await provider.list({ prefix: '', after: null, limit: 10 })).toEqual([]);
    expect(await provider.count('a/b/')).toBe(0);
    await put(provider, { a: 1 });
    await provider.delete(['a']);
    expect(await provider.count('')).toBe(0);
  });

  it('goes on when a folder goes away meanwhile', async () => {
    const vault = await startVault();
    const provider = await fill(vault, ['a/1', 'b/1', 'c/1']);
    vault.faults.push({
      when: ({ path }) => path.endsWith('kongflow/b/'),
      before: () => vault.kv.secrets.delete('kongflow/b/1'),
    });
    expect(await provider.list({ prefix: '', after: null, limit: 2 })).toEqual(['a/1', 'c/1']);
  });

  it('has a key and the folder of the same name', async () => {
    const vault = await startVault();
    const provider = await fill(vault, ['a', 'a/~', 'a/b', 'a/b/c', 'a-', 'a0']);
    expect(await provider.list({ prefix: '', after: null, limit: 10 })).toEqual([
      'a',
      'a-',
      'a/',
      'a/b',
      'a/b/c',
      'a0',
    ]);
    expect(await provider.list({ prefix: '', after: 'a/', limit: 2 })).toEqual(['a/b', 'a/b/c']);
  });
});

describe('a cluster that lags behind', () => {
  it('is told what was written here', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { a: 1 });
    expect(vault.seen.some(({ headers }) => 'x-vault-index' in headers)).toBe(false);
    vault.faults.push({
      reply: { status: 200, json: '{"data":{"version":2}}', headers: { 'x-vault-index': 'index-1' } },
    });
    await put(provider, { a: 2 });
    vault.faults.push({ reply: { status: 412 } });
    await read(provider, 'a');
    expect(vault.seen.slice(-2).map(({ headers }) => headers['x-vault-index'])).toEqual(['index-1', 'index-1']);
  });

  it('is told the newest of what was written, also when the answers come in another order', async () => {
    const vault = await startVault();
    const provider = connect(vault, { concurrency: 2 });
    await read(provider, 'a');
    const answer = (index: string) => ({
      status: 200,
      json: '{"data":{"version":2}}',
      headers: { 'x-vault-index': index },
    });
    const later = Promise.withResolvers<void>();
    const at = (name: string) => (request: SeenVaultRequest) => request.path.endsWith(`/${name}`);
    vault.faults.push({ when: at('slow'), reply: answer(stateIndex('c', 7, 0)), before: () => later.promise });
    vault.faults.push({ when: at('fast'), reply: answer(stateIndex('c', 8, 0)) });
    const slow = put(provider, { slow: 1 });
    await put(provider, { fast: 1 });
    later.resolve();
    await slow;
    await read(provider, 'fast');
    expect(vault.seen.at(-1)?.headers['x-vault-index']).toBe(stateIndex('c', 8, 0));
  });

  it('that never catches up fails one call, not all of them', async () => {
    const vault = await startVault();
    const provider = connect(vault, { maxAttempts: 2 });
    await put(provider, { a: 1 });
    vault.faults.push({ reply: { status: 200, json: '{"data":{"version":2}}', headers: { 'x-vault-index': 'lost' } } });
    await put(provider, { a: 2 });
    vault.faults.push({
      when: ({ headers }) => headers['x-vault-index'] === 'lost',
      times: 99,
      reply: { status: 412 },
    });
    await expect(read(provider, 'a')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(await read(provider, 'a')).toBe(1);
  });
});

describe('of two indexes', () => {
  it.each([
    ['the newer', stateIndex('c', 7, 3), stateIndex('c', 8, 3), 'heard'],
    ['the newer of a secondary', stateIndex('c', 7, 3), stateIndex('c', 7, 4), 'heard'],
    ['the one that was newer', stateIndex('c', 10, 3), stateIndex('c', 9, 3), 'known'],
    ['the one that was newer on both sides', stateIndex('c', 10, 3), stateIndex('c', 9, 2), 'known'],
    ['the last, where neither is newer', stateIndex('c', 10, 3), stateIndex('c', 9, 4), 'heard'],
    ['the last, of another cluster', stateIndex('c', 10, 3), stateIndex('d', 9, 3), 'heard'],
    ['the last, of a form nobody knows', 'opaque', 'other', 'heard'],
    ['the last, after one of a form nobody knows', 'opaque', stateIndex('c', 9, 3), 'heard'],
    ['the first there is', undefined, stateIndex('c', 9, 3), 'heard'],
    ['the one there was, when an answer has none', stateIndex('c', 9, 3), null, 'known'],
  ])('%s counts', (_, known, heard, which) => {
    expect(newerIndex(known, heard)).toBe(which === 'heard' ? heard : known);
  });
});

/** An index as Vault Enterprise makes it. */
function stateIndex(cluster: string, local: number, replicated: number): string {
  return Buffer.from(`v1:${cluster}:${local}:${replicated}:00ff`).toString('base64');
}
