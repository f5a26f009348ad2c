import {
  type Cipher,
  EnvelopeCipher,
  generateEncryptionKey,
  keyIdOf,
  Keyring,
  keyringWrapper,
  MigratingCipher,
} from '@kongflow/encryption';
import { describe, expect, it, test } from 'vitest';
import { codeOf } from './support.ts';

const keyring = new Keyring({ current: generateEncryptionKey() });
const envelope = new EnvelopeCipher({ wrapper: keyringWrapper(keyring) });

describe.each<[string, Cipher, Cipher]>([
  ['a keyring to envelopes', keyring, envelope],
  ['envelopes to a keyring', envelope, keyring],
  ['a keyring to another', keyring, new Keyring({ current: generateEncryptionKey() })],
  [
    'envelopes to others',
    envelope,
    new EnvelopeCipher({ wrapper: keyringWrapper(new Keyring({ current: generateEncryptionKey() })) }),
  ],
])('moving from %s', (_, before, current) => {
  const cipher = new MigratingCipher({ current, previous: [before] });

  it('reads what both wrote, in its context only', async () => {
    for (const writer of [before, current]) {
      const value = await writer.encrypt('text', 'here');
      expect(await cipher.decrypt(value, 'here')).toBe('text');
      expect(await codeOf(() => cipher.decrypt(value, 'there'))).toBe('DAMAGED_VALUE');
    }
  });

  it('writes as the current cipher does', async () => {
    const value = await cipher.encrypt('text', 'here');
    expect(await current.decrypt(value, 'here')).toBe('text');
    expect(value.startsWith(`${cipher.format}.${cipher.currentKeyId}.`)).toBe(true);
    expect([cipher.format, cipher.currentKeyId]).toEqual([current.format, current.currentKeyId]);
  });

  it('reencrypt brings what both wrote to the current cipher', async () => {
    for (const writer of [before, current]) {
      const value = await cipher.reencrypt(await writer.encrypt('text', 'here'), 'here');
      expect(await current.decrypt(value, 'here')).toBe('text');
    }
    const value = await before.encrypt('text', 'here');
    expect(await codeOf(() => cipher.reencrypt(value, 'there'))).toBe('DAMAGED_VALUE');
  });
});

describe('a value of neither cipher', () => {
  const cipher = new MigratingCipher({ current: envelope, previous: [keyring] });

  it('is UNKNOWN_KEY where only its key is missing', async () => {
    const foreign = new Keyring({ current: generateEncryptionKey() });
    const values = [foreign.encrypt('x'), await new EnvelopeCipher({ wrapper: keyringWrapper(foreign) }).encrypt('x')];
    for (const value of values) {
      expect(await codeOf(() => cipher.decrypt(value))).toBe('UNKNOWN_KEY');
      expect(await codeOf(() => cipher.reencrypt(value))).toBe('UNKNOWN_KEY');
    }
  });

  it.each(['', 'text', 'kf1', 'kf2', 'kf3.a.b.c', 'kf11.a.b.c'])(
    'is DAMAGED_VALUE where it reads %j',
    async (value) => {
      expect(await codeOf(() => cipher.decrypt(value))).toBe('DAMAGED_VALUE');
      expect(await codeOf(() => cipher.reencrypt(value))).toBe('DAMAGED_VALUE');
    },
  );

  it('fails as the cipher of its format does', async () => {
    const failing: Cipher = {
      format: 'kms',
      currentKeyId: 'k',
      encrypt: () => '',
      decrypt: () => Promise.reject(new Error('The key service is down.')),
      reencrypt: () => '',
    };
    const mixed = new MigratingCipher({ current: keyring, previous: [failing, keyring] });
    await expect(mixed.decrypt('kms.k.x')).rejects.toThrow('The key service is down.');
  });
});

describe('keyIdOf', () => {
  it('tells the key of a value, whether it is at hand or not', async () => {
    expect(keyIdOf(keyring.encrypt(''))).toBe(keyring.currentKeyId);
    expect(keyIdOf(await envelope.encrypt('x', 'here'))).toBe(keyring.currentKeyId);
    expect(keyIdOf('kf2.arn:aws:kms:key/1.AAAA.BBBB.CCCC')).toBe('arn:aws:kms:key/1');
  });

  test.each([
    '',
    'kf1',
    'kf1.a',
    'kf1.a.b',
    'kf1.a.b.c.d',
    'kf2.a.b.c',
    'kf2.a.b.c.d.e',
    'kf3.a.b.c',
    'kf1..b.c',
    '{"nonce":"00"}',
  ])('is null for %j, which is no value', (value) => {
    expect(keyIdOf(value)).toBeNull();
  });
});
