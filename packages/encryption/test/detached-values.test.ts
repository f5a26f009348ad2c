import { generateEncryptionKey, Keyring } from '@kongflow/encryption';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeOf } from './support.ts';

const key = generateEncryptionKey();
const others = Array.from({ length: 20 }, () => generateEncryptionKey());
const keyring = new Keyring({ current: key });

test('what is encrypted detached is decrypted, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const value = keyring.encryptDetached(text);
      expect([value.nonce.length, value.tag.length]).toEqual([12, 16]);
      expect(value.ciphertext.length).toBe(Buffer.byteLength(text));
      expect(keyring.decryptDetached(value)).toBe(text);
    }),
  );
});

test('nonces are never used twice', () => {
  const nonces = Array.from({ length: 1_000 }, () => keyring.encryptDetached('x').nonce.toString('hex'));
  expect(new Set(nonces).size).toBe(1_000);
});

test('every key is tried, however many there are', () => {
  const value = keyring.encryptDetached('text');
  const ring = new Keyring({ current: others[0] ?? '', previous: [...others.slice(1), key] });
  expect(ring.decryptDetached(value)).toBe('text');
});

test('a value that no key opens is UNDECRYPTABLE, and the message says how many were tried', async () => {
  const value = keyring.encryptDetached('text');
  const ring = new Keyring({ current: others[0] ?? '', previous: others.slice(1) });
  expect(await codeOf(() => ring.decryptDetached(value))).toBe('UNDECRYPTABLE');
  expect(() => ring.decryptDetached(value)).toThrow('20 keys');
});

test('a value altered in any bit is UNDECRYPTABLE', async () => {
  const value = keyring.encryptDetached('a secret');
  for (const part of ['nonce', 'ciphertext', 'tag'] as const) {
    for (let bit = 0; bit < value[part].length * 8; bit += 1) {
      const bytes = Buffer.from(value[part]);
      const index = Math.floor(bit / 8);
      bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit % 8));
      expect(await codeOf(() => keyring.decryptDetached({ ...value, [part]: bytes }))).toBe('UNDECRYPTABLE');
    }
  }
});

test('a ciphertext that is cut is UNDECRYPTABLE; a nonce or a tag of another length is DAMAGED_VALUE', async () => {
  const value = keyring.encryptDetached('a secret');
  for (let length = 0; length < value.ciphertext.length; length += 1) {
    const cut = { ...value, ciphertext: value.ciphertext.subarray(0, length) };
    expect(await codeOf(() => keyring.decryptDetached(cut))).toBe('UNDECRYPTABLE');
  }
  for (const length of [0, 4, 11, 13, 15, 17, 32]) {
    const bytes = Buffer.alloc(length);
    expect(await codeOf(() => keyring.decryptDetached({ ...value, nonce: bytes }))).toBe('DAMAGED_VALUE');
    expect(await codeOf(() => keyring.decryptDetached({ ...value, tag: bytes }))).toBe('DAMAGED_VALUE');
  }
});

test('a detached value is no value with the same parts, as that one is bound to its place', async () => {
  const { nonce, ciphertext, tag } = keyring.encryptDetached('text');
  const sealed = Buffer.concat([ciphertext, tag]).toString('base64url');
  const value = `kf1.${keyring.currentKeyId}.${nonce.toString('base64url')}.${sealed}`;
  expect(await codeOf(() => keyring.decrypt(value))).toBe('DAMAGED_VALUE');
});
