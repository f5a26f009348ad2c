import { EnvelopeCipher, generateEncryptionKey, Keyring, keyringWrapper, MigratingCipher } from '@kongflow/encryption';
import { describe, expect, it } from 'vitest';
import type { RotationProgress } from '../../src/index.ts';
import { read, secrets, setup } from './setup.ts';
import { encryptAsTriggerDev } from './trigger-dev.ts';

const bundle = setup();
const triggerDevKey = 'ae13021afef0819c3a307ad487071c06';
const oldKey = generateEncryptionKey();
const olderKey = generateEncryptionKey();
const newKey = generateEncryptionKey();
const ring = new Keyring({ current: newKey, previous: [oldKey, olderKey, triggerDevKey] });
const numbered = (count: number, value: unknown = 'x') =>
  secrets(Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, { index, value }])));

/** Providers of before and after the new key. */
function providers() {
  const { providerWith } = bundle();
  return {
    oldest: providerWith({ cipher: new Keyring({ current: olderKey }) }),
    old: providerWith({ cipher: new Keyring({ current: oldKey, previous: [olderKey] }) }),
    rotating: providerWith({ cipher: ring }),
    afterwards: providerWith({ cipher: new Keyring({ current: newKey }) }),
  };
}

describe('rotate', () => {
  it('brings secrets of every version and every old key under the current key', async () => {
    const { insert, rows } = bundle();
    const { oldest, old, rotating, afterwards } = providers();
    await insert('plain', { secret: 'c0ffee', no: false });
    await insert('trigger.dev', encryptAsTriggerDev(triggerDevKey, '{"a":1}'), '2');
    await oldest.set(secrets({ oldest: [1] }));
    await old.set(secrets({ old: 'text' }));
    await rotating.set(secrets({ current: 0 }));
    const current = (await rows()).get('current')?.value;

    expect(await rotating.rotate()).toEqual({ rotated: 4, skipped: [], remaining: 0 });

    const values = {
      plain: { secret: 'c0ffee', no: false },
      'trigger.dev': { a: 1 },
      oldest: [1],
      old: 'text',
      current: 0,
    };
    for (const [key, value] of Object.entries(values)) expect(await read(afterwards, key)).toEqual(value);
    for (const row of (await rows()).values()) {
      expect(row).toMatchObject({ version: '3', keyId: ring.currentKeyId, revision: 1 });
    }
    expect((await rows()).get('current')?.value).toBe(current);
    expect(await rotating.rotate()).toEqual({ rotated: 0, skipped: [], remaining: 0 });
  });

  it('leaves revision and updated_at as they are, and notifies nobody', async () => {
    const { database, rows } = bundle();
    const { old, rotating } = providers();
    await old.set(numbered(5));
    const before = await rows();
    const client = await database.pool.connect();
    const notified: (string | undefined)[] = [];
    try {
      client.on('notification', ({ payload }) => notified.push(payload));
      await client.query('LISTEN kongflow_secret_store');
      expect(await rotating.rotate()).toMatchObject({ rotated: 5 });
      await rotating.set(secrets({ end: 1 }));
      await client.query('SELECT 1'); // notifications come before the answer of the next statement
    } finally {
      await client.query('UNLISTEN *');
      client.removeAllListeners('notification');
      client.release();
    }
    expect(notified).toEqual(['end']);
    const after = await rows();
    for (const [key, { revision, updatedAt, value }] of before) {
      expect(after.get(key)).toMatchObject({ revision, updatedAt });
      expect(after.get(key)?.value).not.toEqual(value);
    }
  });

  it.each([1, 7, 40, 41, 500])('is done with 41 secrets in batches of %i', async (batchSize) => {
    const { old, rotating, afterwards } = providers();
    await old.set(numbered(41));
    expect(await rotating.rotate({ batchSize })).toEqual({ rotated: 41, skipped: [], remaining: 0 });
    expect((await afterwards.get(numbered(41).map(({ key }) => key))).size).toBe(41);
  });

  it('tells after each batch how far it has come', async () => {
    const { old, rotating } = providers();
    await old.set(numbered(10));
    await bundle().insert('broken', 'kf1', '3');
    const seen: RotationProgress[] = [];
    await rotating.rotate({ batchSize: 4, onProgress: (progress) => seen.push(progress) });
    expect(seen.slice(0, 3)).toEqual([
      { rotated: 3, skipped: 1, total: 11 },
      { rotated: 7, skipped: 1, total: 11 },
      { rotated: 10, skipped: 1, total: 11 },
    ]);
    expect(seen.at(-1)).toEqual({ rotated: 10, skipped: 1, total: 11 });
  });

  it('is limited to a prefix', async () => {
    const { rows } = bundle();
    const { old, rotating } = providers();
    await old.set(secrets({ 'a/1': 1, 'a/2': 2, a0: 3, b: 4 }));
    expect(await rotating.rotate({ prefix: 'a/' })).toEqual({ rotated: 2, skipped: [], remaining: 0 });
    const current = [...(await rows()).values()].filter(({ keyId }) => keyId === ring.currentKeyId);
    expect(current.map(({ key }) => key).toSorted()).toEqual(['a/1', 'a/2']);
  });

  it('lists secrets it cannot read with their code, leaves them, and goes on with the others', async () => {
    const { insert, replace, rows } = bundle();
    const { old, rotating, afterwards } = providers();
    const foreign = new Keyring({ current: generateEncryptionKey() });
    await old.set(numbered(20));
    await old.set(secrets({ altered: 'x', moved: 'x' }));
    await insert('foreign', foreign.encrypt('"x"', 'secret_store:foreign'), '3');
    await insert('foreign-2', encryptAsTriggerDev('0123456789abcdef0123456789abcdef', '1'), '2');
    await insert('malformed-2', { nonce: '00' }, '2');
    await insert('malformed-3', null, '3');
    await insert('nothing', encryptAsTriggerDev(triggerDevKey, 'null'), '2');
    await replace('moved', (await rows()).get('altered')?.value);
    const before = await rows();

    const result = await rotating.rotate({ batchSize: 3 });

    expect(result).toEqual({
      rotated: 21,
      skipped: [
        { key: 'foreign', code: 'UNKNOWN_ENCRYPTION_KEY' },
        { key: 'foreign-2', code: 'UNDECRYPTABLE_SECRET' },
        { key: 'malformed-2', code: 'DAMAGED_SECRET' },
        { key: 'malformed-3', code: 'DAMAGED_SECRET' },
        { key: 'moved', code: 'DAMAGED_SECRET' },
        { key: 'nothing', code: 'SECRET_NOT_FOUND' },
      ],
      remaining: 6,
    });
    const after = await rows();
    for (const { key } of result.skipped) expect(after.get(key)).toEqual(before.get(key));
    expect((await afterwards.get(numbered(20).map(({ key }) => key))).size).toBe(20);
  });

  it('ends before the next batch when it is aborted, and a second one goes on from there', async () => {
    const { rows } = bundle();
    const { old, rotating, afterwards } = providers();
    await old.set(numbered(30));
    const controller = new AbortController();
    const reason = new Error('the process ends');
    const rotation = rotating.rotate({
      batchSize: 10,
      signal: controller.signal,
      onProgress: ({ rotated }) => {
        if (rotated === 20) controller.abort(reason);
      },
    });
    await expect(rotation).rejects.toBe(reason);
    expect([...(await rows()).values()].filter(({ keyId }) => keyId === ring.currentKeyId)).toHaveLength(20);
    expect((await rotating.get(numbered(30).map(({ key }) => key))).size).toBe(30);
    expect(await rotating.rotate({ batchSize: 10 })).toEqual({ rotated: 10, skipped: [], remaining: 0 });
    expect((await afterwards.get(numbered(30).map(({ key }) => key))).size).toBe(30);
  });

  it('does nothing when it was aborted before', async () => {
    const { old, rotating } = providers();
    await old.set(numbered(3));
    await expect(rotating.rotate({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await rotating.rotate()).toMatchObject({ rotated: 3 });
  });

  it.each([{ batchSize: 0 }, { batchSize: 10_001 }, { batchSize: 1.5 }, { prefix: 'a\nb' }])(
    'refuses %j',
    async (options) => {
      await expect(providers().rotating.rotate(options)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );

  it('fails when the cipher does, rather than to list every secret', async () => {
    const { providerWith, rows } = bundle();
    await providers().old.set(numbered(5));
    const before = await rows();
    const down = new EnvelopeCipher({
      wrapper: {
        currentKeyId: 'kms',
        wrap: () => Promise.reject(new Error('down')),
        unwrap: () => Promise.reject(new Error('down')),
      },
    });
    const cipher = new MigratingCipher({ current: down, previous: [ring] });
    await expect(providerWith({ cipher }).rotate()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(await rows()).toEqual(before);
  });
});

describe('rotate with envelopes', () => {
  it('wraps data keys anew, and leaves what they encrypt byte for byte', async () => {
    const { providerWith, rows } = bundle();
    const envelope = (keyring: Keyring) => new EnvelopeCipher({ wrapper: keyringWrapper(keyring) });
    await providerWith({ cipher: envelope(new Keyring({ current: oldKey })) }).set(secrets({ a: 'secret' }));
    const before = String((await rows()).get('a')?.value).split('.');
    expect(await providerWith({ cipher: envelope(ring) }).rotate()).toMatchObject({ rotated: 1, remaining: 0 });
    const after = String((await rows()).get('a')?.value).split('.');
    expect(after.slice(3)).toEqual(before.slice(3));
    expect(after[1]).toBe(ring.currentKeyId);
    expect(after[2]).not.toBe(before[2]);
    expect(await read(providerWith({ cipher: envelope(new Keyring({ current: newKey })) }), 'a')).toBe('secret');
  });

  it('moves from keyring to envelopes and back, under the same key too', async () => {
    const { providerWith, rows } = bundle();
    const keyring = new Keyring({ current: newKey });
    const envelope = new EnvelopeCipher({ wrapper: keyringWrapper(keyring) });
    await providerWith({ cipher: keyring }).set(numbered(7));
    const formats = async (): Promise<Set<string>> =>
      new Set([...(await rows()).values()].map(({ value }) => String(value).slice(0, 3)));

    const there = providerWith({ cipher: new MigratingCipher({ current: envelope, previous: [keyring] }) });
    expect(await read(there, 'key-3')).toEqual({ index: 3, value: 'x' });
    expect(await there.rotate()).toEqual({ rotated: 7, skipped: [], remaining: 0 });
    expect(await formats()).toEqual(new Set(['kf2']));
    expect(await read(providerWith({ cipher: envelope }), 'key-3')).toEqual({ index: 3, value: 'x' });

    const back = providerWith({ cipher: new MigratingCipher({ current: keyring, previous: [envelope] }) });
    expect(await back.rotate()).toEqual({ rotated: 7, skipped: [], remaining: 0 });
    expect(await formats()).toEqual(new Set(['kf1']));
    expect(await read(providerWith({ cipher: keyring }), 'key-3')).toEqual({ index: 3, value: 'x' });
  });
});

describe('encryptionStatus', () => {
  it('counts secrets by version, format and key, so that an old key can be dropped when none is left', async () => {
    const { insert, providerWith } = bundle();
    const { old, rotating } = providers();
    expect(await rotating.encryptionStatus()).toEqual([]);
    await insert('plain', 'x');
    await insert('two', encryptAsTriggerDev(triggerDevKey, '1'), '2');
    await insert('broken', null, '3');
    await old.set(numbered(3));
    await rotating.set(secrets({ a: 1, b: 2 }));
    const envelope = new EnvelopeCipher({ wrapper: keyringWrapper(ring) });
    await providerWith({ cipher: envelope }).set(secrets({ c: 3 }));
    const oldKeyId = new Keyring({ current: oldKey }).currentKeyId;
    const status = await rotating.encryptionStatus();
    expect(status).toHaveLength(6);
    expect(status).toEqual(
      expect.arrayContaining([
        { version: '1', format: null, keyId: null, isCurrent: false, count: 1 },
        { version: '2', format: null, keyId: null, isCurrent: false, count: 1 },
        { version: '3', format: null, keyId: null, isCurrent: false, count: 1 },
        { version: '3', format: 'kf1', keyId: oldKeyId, isCurrent: false, count: 3 },
        { version: '3', format: 'kf1', keyId: ring.currentKeyId, isCurrent: true, count: 2 },
        { version: '3', format: 'kf2', keyId: ring.currentKeyId, isCurrent: false, count: 1 },
      ]),
    );
    await bundle().database.pool.query(`DELETE FROM secret_store WHERE key IN ('broken', 'c')`);
    await rotating.rotate();
    expect(await rotating.encryptionStatus()).toEqual([
      { version: '3', format: 'kf1', keyId: ring.currentKeyId, isCurrent: true, count: 7 },
    ]);
  });
});
