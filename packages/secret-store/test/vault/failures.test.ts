import { inspect } from 'node:util';
import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import type { Transaction } from '@kongflow/database';
import { KvEngine, errors, type Reply } from '../support/vault-kv.ts';
import type { SeenVaultRequest } from '../support/vault-server.ts';
import { connect, connectByRole, expectFailure, hush, put, read, startVault } from './setup.ts';

const ofSecrets = ({ path }: SeenVaultRequest) => path.startsWith('secret/');
const of = (name: string) => (request: SeenVaultRequest) => request.path.endsWith(`/${name}`);

describe('an answer that says to try later', () => {
  it.each([412, 429, 472, 473, 500, 502, 503, 504])('is followed by other attempts: %i', async (status) => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { a: 1 });
    vault.faults.push({ when: ofSecrets, times: 4, reply: errors(status) });
    expect(await read(provider, 'a')).toBe(1);
    expect(vault.clock.slept).toHaveLength(4);
    for (const [index, delay] of vault.clock.slept.entries()) {
      expect(delay).toBeGreaterThanOrEqual(50 * 2 ** index);
      expect(delay).toBeLessThanOrEqual(100 * 2 ** index);
    }
  });

  it.each([
    ['sealed', errors(503, 'Vault is sealed'), 'status 503, Vault is sealed'],
    ['over quota', errors(429, 'request path "a": rate limit quota exceeded'), 'status 429, rate limit quota exceeded'],
    ['not up to date', errors(412, 'required index state not present'), 'status 412, required index state not present'],
    [
      'being upgraded',
      errors(400, 'Upgrading from non-versioned to versioned data. This …'),
      'status 400, Upgrading from',
    ],
    ['not Vault', { status: 502, json: `<html>${hush}` }, 'status 502'],
  ])('is the end after all attempts: %s', async (_, reply, expected) => {
    const vault = await startVault();
    vault.faults.push({ when: ofSecrets, times: 3, reply });
    const error = await expectFailure(put(connect(vault, { maxAttempts: 3 }), { a: hush }), 'PROVIDER_UNAVAILABLE');
    expect(error.message).toContain(`Vault at ${vault.url} is not available (${expected}`);
    expect(error.message).toContain('3 attempts');
    expect(vault.faults).toEqual([]);
  });

  it.each([
    ['2', 2000, 2000],
    ['86400', 60_000, 60_000],
    [new Date(Date.now() + 50_000).toUTCString(), 5000, 50_000],
    ['soon', 50, 100],
    [new Date(0).toUTCString(), 50, 100],
  ])('is obeyed when it says how long to wait: Retry-After %s', async (retryAfter, least, most) => {
    const vault = await startVault();
    vault.faults.push({ when: ofSecrets, reply: { status: 429, headers: { 'retry-after': retryAfter } } });
    await read(connect(vault), 'a');
    expect(vault.clock.slept).toHaveLength(1);
    expect(vault.clock.slept[0]).toBeGreaterThanOrEqual(least);
    expect(vault.clock.slept[0]).toBeLessThanOrEqual(most);
  });
});

describe('no answer', () => {
  it('is followed by other attempts', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    vault.faults.push({ when: ofSecrets, times: 3, reply: 'drop' });
    expect(await put(provider, { a: 1 })).toEqual(['a']);
    expect(vault.clock.slept).toHaveLength(3);
  });

  it('is waited for no longer than the options say', async () => {
    const vault = await startVault();
    const provider = connect(vault, { timeoutMs: 3000, maxAttempts: 1 });
    await read(provider, 'a');
    await waitFor(() => vault.clock.planned.length === 0);
    vault.faults.push({ when: of('b'), reply: 'hang' });
    const failed = expectFailure(read(provider, 'b'), 'PROVIDER_UNAVAILABLE');
    await waitFor(() => vault.seenAt('secret/data/kongflow/b').length === 1);
    expect(vault.clock.planned).toEqual([3000]);
    vault.clock.advance(3);
    expect((await failed).message).toContain('no answer within 3000 ms');
    expect(vault.clock.planned).toEqual([]);
  });

  it('comes from where nobody listens', async () => {
    const vault = await startVault();
    const provider = connect(vault, { maxAttempts: 2, auth: { token: hush } });
    await vault[Symbol.asyncDispose]();
    expect((await expectFailure(read(provider, 'a'), 'PROVIDER_UNAVAILABLE')).message).toContain(
      'ECONNREFUSED; 2 attempts',
    );
  });

  it('does not show what a fetch of the host threw', async () => {
    const vault = await startVault();
    const provider = connect(vault, {
      maxAttempts: 1,
      fetch: () => Promise.reject(new Error(hush, { cause: { code: hush } })),
    });
    expect((await expectFailure(read(provider, 'a'), 'PROVIDER_UNAVAILABLE')).message).toContain(
      'the connection failed',
    );
  });
});

describe('an answer that says no', () => {
  it.each([
    [400, `error parsing "${hush}"`, 'PROVIDER_REJECTED', 'status 400. The log of Vault tells more about POST'],
    [405, 'unsupported operation', 'PROVIDER_REJECTED', 'status 405, unsupported operation'],
    [403, `permission denied for ${hush}`, 'PROVIDER_DENIED', 'status 403, permission denied'],
    [404, `no handler for route "${hush}"`, 'PROVIDER_REJECTED', 'Nothing is mounted at secret: check `mount`'],
    [413, 'http: request body too large', 'SECRET_TOO_LARGE', 'max_request_size'],
    [500, 'put failed due to value being too large', 'SECRET_TOO_LARGE', 'max_entry_size'],
    [400, `value for key ${hush} too large`, 'SECRET_TOO_LARGE', 'Store less'],
  ] as const)('is final: %i %s', async (status, message, code, expected) => {
    const vault = await startVault();
    vault.faults.push({ when: ofSecrets, times: 5, reply: errors(status, message) });
    const error = await expectFailure(put(connect(vault), { a: hush }), code);
    expect(error.message).toContain(expected);
    expect(error.key).toBe('a');
    expect(vault.clock.slept).toEqual([]);
    expect(vault.faults[0]?.times).toBe(4);
  });

  it('is given to a secret larger than Vault takes', async () => {
    const vault = await startVault();
    vault.maxRequestBytes = 1000;
    const provider = connect(vault);
    await put(provider, { small: 'x'.repeat(900) });
    await expectFailure(put(provider, { large: hush.repeat(100) }), 'SECRET_TOO_LARGE');
  });
});

describe('what is no answer of KV version 2', () => {
  it.each([
    ['a page of a proxy', { status: 404, json: `<html>${hush}` }, 'This is not how Vault answers'],
    ['another API', { status: 404, json: `{"message":"${hush}"}` }, 'This is not how Vault answers'],
    ['a success without JSON', { status: 200, json: hush }, 'not the answer of a KV version 2 secrets engine'],
    ['KV version 1', { status: 200, json: `{"data":{"data":{"a":"${hush}"}}}` }, 'not the answer of a KV version 2'],
    ['a secret of no fields', { status: 200, json: '{"data":{"data":[],"metadata":{"version":1}}}' }, 'not the answer'],
  ] satisfies [string, Reply, string][])('is rejected: %s', async (_, reply, expected) => {
    const vault = await startVault();
    const provider = connect(vault);
    vault.faults.push({ when: ofSecrets, reply });
    expect((await expectFailure(read(provider, 'a'), 'PROVIDER_REJECTED')).message).toContain(expected);
    vault.faults.push({ when: ofSecrets, reply });
    await expectFailure(provider.count(''), 'PROVIDER_REJECTED');
  });

  it('is rejected when written to: KV version 1 answers without a version', async () => {
    const vault = await startVault();
    vault.faults.push({ when: ofSecrets, reply: { status: 204 } });
    await expectFailure(put(connect(vault), { a: hush }), 'PROVIDER_REJECTED');
  });

  it('is rejected when a deletion is answered with something else', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    await put(provider, { a: 1 });
    vault.faults.push({ when: ({ method }) => method === 'DELETE', reply: { status: 418, json: hush } });
    await expectFailure(provider.delete(['a']), 'PROVIDER_REJECTED');
  });

  it.each([
    ['declared', { 'content-length': '5000' }],
    ['not declared', { 'transfer-encoding': 'chunked' }],
  ])('is not read when it is too large, its length %s', async (_, headers) => {
    const vault = await startVault();
    const provider = connect(vault, { maxResponseBytes: 4000 });
    vault.faults.push({ when: ofSecrets, reply: { status: 200, json: hush.padEnd(5000), headers } });
    const error = await expectFailure(read(provider, 'a'), 'PROVIDER_REJECTED');
    expect(error.message).toContain('larger than 4000 bytes: raise `maxResponseBytes`');
  });

  it('is not read to its end when it has none', async () => {
    const vault = await startVault();
    const provider = connect(vault, {
      fetch: async () =>
        new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) })),
    });
    const error = await expectFailure(read(provider, 'a'), 'PROVIDER_REJECTED');
    expect(error.message).toContain('larger than 33554432 bytes');
  });
});

describe('the mount', () => {
  it('is rejected when nothing is there to read or list either', async () => {
    const vault = await startVault();
    const provider = connect(vault, { mount: 'missing' });
    for (const call of [() => read(provider, 'a'), () => provider.count(''), () => provider.delete(['a'])]) {
      await expectFailure(call(), 'PROVIDER_REJECTED');
    }
    expect(vault.seenAt('missing/')).toHaveLength(3);
  });

  it.each([
    [
      'KV version 1',
      'kv',
      'old',
      'It is KV version 1: give another `mount`, or upgrade it with `vault kv enable-versioning old`.',
    ],
    ['another engine', 'pki', 'old', 'It is a secrets engine of type "pki", not KV version 2'],
    [
      'a folder of a mount',
      'kv',
      'old/folder',
      'It is a folder of mount "old": give that as `mount`, the rest in `path`.',
    ],
  ])('is rejected before anything is written when it is %s', async (_, type, mount, expected) => {
    const vault = await startVault();
    vault.otherMounts.set('old', type);
    const error = await expectFailure(put(connect(vault, { mount }), { a: hush }), 'PROVIDER_REJECTED');
    expect(error.message).toContain(expected);
    expect(vault.seen.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('is rejected when there is none, and found once it was made', async () => {
    const vault = await startVault();
    const provider = connect(vault, { mount: 'missing' });
    const error = await expectFailure(put(provider, { a: hush }), 'PROVIDER_REJECTED');
    expect(error.message).toContain('Nothing is mounted at missing: check `mount` and `namespace`.');
    vault.engines.set('missing', new KvEngine());
    expect(await put(provider, { a: 1 })).toEqual(['a']);
  });

  it('is asked about once, and again when it was rejected', async () => {
    const vault = await startVault();
    vault.otherMounts.set('kv', 'kv');
    const provider = connect(vault, { mount: 'kv' });
    await expectFailure(read(provider, 'a'), 'PROVIDER_REJECTED');
    vault.otherMounts.clear();
    vault.engines.set('kv', new KvEngine());
    await Promise.all([read(provider, 'a'), read(provider, 'b')]);
    await read(provider, 'a');
    expect(vault.seenAt('sys/internal/ui/mounts/kv')).toHaveLength(2);
  });

  it.each([{ status: 403 }, { status: 404 }, { status: 200, json: '{"data":{}}' }])(
    'is used as it is when Vault does not tell about it: %j',
    async (reply) => {
      const vault = await startVault();
      const provider = connect(vault);
      vault.faults.push({ when: ({ path }) => path.startsWith('sys/'), reply });
      expect(await put(provider, { a: 1 })).toEqual(['a']);
    },
  );
});

describe('a batch', () => {
  it('that fails on the way tells what was written', async () => {
    const vault = await startVault();
    const provider = connect(vault, { concurrency: 1 });
    vault.faults.push({ when: of('c'), reply: errors(403, 'permission denied') });
    const error = await expectFailure(put(provider, { a: hush, b: hush, c: hush, d: hush }), 'PARTIAL_WRITE');
    expect(error.written).toEqual(['a', 'b']);
    expect(error.message).toContain('2 of 4');
    expect([...vault.kv.secrets.keys()]).toEqual(['kongflow/a', 'kongflow/b']);
    expect(await put(provider, { a: 1, b: 1, c: 1, d: 1 }, true)).toEqual(['c', 'd']);
  });

  it('that fails at first ends with that failure', async () => {
    const vault = await startVault();
    const provider = connect(vault, { concurrency: 1 });
    vault.faults.push({ when: of('a'), reply: errors(403, 'permission denied') });
    await expectFailure(put(provider, { a: hush, b: hush }), 'PROVIDER_DENIED');
    vault.faults.push({ when: of('a'), reply: errors(403, 'permission denied') });
    await expectFailure(provider.get(['a', 'b']), 'PROVIDER_DENIED');
  });

  it('that deletes in part tells what was deleted', async () => {
    const vault = await startVault();
    const provider = connect(vault, { concurrency: 1 });
    await put(provider, { a: hush, b: hush });
    vault.faults.push({ when: of('b'), reply: errors(403, 'permission denied') });
    expect((await expectFailure(provider.delete(['a', 'b']), 'PARTIAL_WRITE')).written).toEqual(['a']);
    expect(await provider.delete(['a', 'b'])).toEqual(['b']);
  });

  it('has no more requests under way than the options allow, and begins none after a failure', async () => {
    const vault = await startVault();
    const provider = connect(vault, { concurrency: 3, maxAttempts: 1 });
    await read(provider, 'first');
    await waitFor(() => vault.clock.planned.length === 0);
    vault.faults.push({ when: ofSecrets, times: 10, reply: 'hang' });
    const keys = Array.from({ length: 10 }, (_, n) => `key-${n}`);
    const failed = expectFailure(provider.get(keys), 'PROVIDER_UNAVAILABLE');
    await waitFor(() => vault.seenAt('secret/data/kongflow/key-').length === 3);
    // Each request under way has its time limit.
    expect(vault.clock.planned).toHaveLength(3);
    vault.clock.advance(10);
    await failed;
    expect(vault.seenAt('secret/data/kongflow/key-')).toHaveLength(3);
  });
});

describe('what the provider keeps to itself', () => {
  it('is its credentials', async () => {
    const vault = await startVault();
    const { provider, roleId, secretId } = connectByRole(vault, { ttl: 60 });
    await read(provider, 'a');
    const shown = inspect(provider, { depth: 10, showHidden: true });
    for (const secret of [roleId, secretId, ...vault.tokens.valid]) expect(shown).not.toContain(secret);
  });

  it('takes no part in a transaction', async () => {
    const vault = await startVault();
    const provider = connect(vault);
    const tx = {} as Transaction;
    const calls = [
      () => provider.get(['a'], { tx }),
      () => provider.set([{ key: 'a', text: '1' }], { tx }),
      () => provider.delete(['a'], { tx }),
      () => provider.list({ prefix: '', after: null, limit: 1 }, { tx }),
      () => provider.count('', { tx }),
    ];
    for (const call of calls) await expectFailure(call(), 'TRANSACTION_UNSUPPORTED');
    expect(vault.seen).toEqual([]);
    expect(provider.database).toBeNull();
  });
});
