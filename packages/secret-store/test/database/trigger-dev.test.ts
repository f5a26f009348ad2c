import { EnvelopeCipher, generateEncryptionKey, Keyring, keyringWrapper } from '@kongflow/encryption';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { read, secrets, setup } from './setup.ts';
import { decryptAsTriggerDev, encryptAsTriggerDev } from './trigger-dev.ts';

const bundle = setup();
const encryptionKey = 'ae13021afef0819c3a307ad487071c06';
const ring = new Keyring({ current: encryptionKey });
const token = { type: 'oauth2', accessToken: 'gho_16C7e42F292c6912E7710c838347Ae178B4a', scopes: ['repo', 'ü 😀'] };

const ValueSchema = z.strictObject({ nonce: z.string(), ciphertext: z.string(), tag: z.string() });

describe('rows of trigger.dev', () => {
  it('of version 2 are read with its ENCRYPTION_KEY', async () => {
    const { insert, providerWith } = bundle();
    const text = JSON.stringify(token);
    await insert('connection/token/github-x', encryptAsTriggerDev(encryptionKey, text), '2');
    const found = await providerWith({ cipher: ring }).get(['connection/token/github-x']);
    expect(found.get('connection/token/github-x')).toBe(text);
  });

  it('of version 2 are read whatever they hold', async () => {
    const { insert, database, providerWith } = bundle();
    const provider = providerWith({ cipher: ring });
    await fc.assert(
      fc.asyncProperty(fc.jsonValue().filter(Boolean), async (value) => {
        await database.pool.query('DELETE FROM secret_store');
        await insert('key', encryptAsTriggerDev(encryptionKey, JSON.stringify(value)), '2');
        expect(await read(provider, 'key')).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 40 },
    );
  });

  it('of version 2 are read with legacyKeys where new secrets are under another key, or under envelopes', async () => {
    const { insert, keyring, providerWith } = bundle();
    await insert('key', encryptAsTriggerDev(encryptionKey, JSON.stringify(token)), '2');
    const previous = new Keyring({
      current: generateEncryptionKey(),
      previous: [generateEncryptionKey(), encryptionKey],
    });
    const envelope = new EnvelopeCipher({ wrapper: keyringWrapper(keyring) });
    expect(await read(providerWith({ cipher: previous }), 'key')).toEqual(token);
    expect(await read(providerWith({ cipher: envelope, legacyKeys: ring }), 'key')).toEqual(token);
  });

  it('of version 1, in the clear, are read as they are, also what counts as false', async () => {
    const { insert, provider } = bundle();
    const values: Record<string, unknown> = { source: { secret: 'c0ffee' }, no: false, zero: 0, empty: '', list: [1] };
    for (const [key, value] of Object.entries(values)) await insert(key, value);
    for (const [key, value] of Object.entries(values)) expect(await read(provider, key)).toEqual(value);
  });

  it('of version 1 keep numbers that JavaScript cannot hold', async () => {
    const { database, provider } = bundle();
    await database.pool.query(
      `INSERT INTO secret_store (key, value) VALUES ('big', '{"n": 12345678901234567890.123}')`,
    );
    expect((await provider.get(['big'])).get('big')).toBe('{"n": 12345678901234567890.123}');
  });

  it.each(['null', 'false', '0', '""', '', 'no JSON', '{'])(
    'of version 2 that hold %j read as absent, as trigger.dev reads them',
    async (text) => {
      const { insert, providerWith } = bundle();
      await insert('key', encryptAsTriggerDev(encryptionKey, text), '2');
      expect((await providerWith({ cipher: ring }).get(['key'])).size).toBe(0);
    },
  );

  it('become version 3 when they are set', async () => {
    const { insert, providerWith, rows } = bundle();
    const provider = providerWith({ cipher: ring });
    await insert('two', encryptAsTriggerDev(encryptionKey, '"old"'), '2');
    await insert('one', 'old');
    await provider.set(secrets({ one: 'new', two: 'new' }));
    expect(await read(provider, 'one')).toBe('new');
    expect(await read(provider, 'two')).toBe('new');
    expect([...(await rows()).values()].map(({ version, revision }) => [version, revision])).toEqual([
      ['3', 2],
      ['3', 2],
    ]);
  });
});

describe('with writeVersion 2', () => {
  it('trigger.dev reads what is written', async () => {
    const { providerWith, rows } = bundle();
    const provider = providerWith({ cipher: ring, writeVersion: '2' });
    await provider.set(secrets({ token, other: [1, 'zwei'] }));
    const written = await rows();
    for (const [key, value] of Object.entries({ token, other: [1, 'zwei'] })) {
      const row = written.get(key);
      expect(row?.version).toBe('2');
      const stored = ValueSchema.parse(row?.value);
      expect(stored.nonce).toMatch(/^[0-9a-f]{24}$/);
      expect(stored.tag).toMatch(/^[0-9a-f]{32}$/);
      expect(stored.ciphertext).toMatch(/^[0-9a-f]+$/);
      expect(decryptAsTriggerDev(encryptionKey, stored)).toBe(JSON.stringify(value));
      expect(await read(provider, key)).toEqual(value);
    }
  });

  it('new rows are under the current key of legacyKeys', async () => {
    const { keyring, providerWith, rows } = bundle();
    await providerWith({ cipher: keyring, legacyKeys: ring, writeVersion: '2' }).set(secrets({ token }));
    const stored = ValueSchema.parse((await rows()).get('token')?.value);
    expect(decryptAsTriggerDev(encryptionKey, stored)).toBe(JSON.stringify(token));
  });

  it('rows of version 3 are still read, and become version 2 when they are set', async () => {
    const { providerWith, rows } = bundle();
    await providerWith({ cipher: ring }).set(secrets({ token }));
    const provider = providerWith({ cipher: ring, writeVersion: '2' });
    expect(await read(provider, 'token')).toEqual(token);
    await provider.set(secrets({ token }));
    expect((await rows()).get('token')).toMatchObject({ version: '2', keyId: null });
    expect(await read(provider, 'token')).toEqual(token);
  });

  it.each([null, false, 0, ''])('%j is refused, as it would read as absent', async (value) => {
    const { providerWith, rows } = bundle();
    const provider = providerWith({ cipher: ring, writeVersion: '2' });
    await expect(provider.set(secrets({ good: token, bad: value }))).rejects.toMatchObject({
      code: 'PROVIDER_REJECTED',
      key: 'bad',
    });
    expect((await rows()).size).toBe(0);
  });

  it('a provider needs legacyKeys where the cipher is no keyring', () => {
    const { keyring, providerWith } = bundle();
    const cipher = new EnvelopeCipher({ wrapper: keyringWrapper(keyring) });
    expect(() => providerWith({ cipher, writeVersion: '2' })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
    expect(providerWith({ cipher, legacyKeys: ring, writeVersion: '2' }).name).toBe('database');
  });

  it('nothing is rotated, as trigger.dev could not read it', async () => {
    const { insert, providerWith, rows } = bundle();
    await insert('key', encryptAsTriggerDev(encryptionKey, '1'), '2');
    await expect(providerWith({ cipher: ring, writeVersion: '2' }).rotate()).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect((await rows()).get('key')?.version).toBe('2');
  });
});
