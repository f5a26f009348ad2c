import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { EncryptionError, generateEncryptionKey, Keyring } from '@kongflow/encryption';
import { expect, test } from 'vitest';

const key = '0123456789abcdef0123456789abcdef'.repeat(2);
const other = 'f'.repeat(64);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof EncryptionError) return error.code;
    throw error;
  }
  return 'no error';
}

test('what it encrypts it decrypts, whatever the text and the context', () => {
  const keyring = new Keyring({ current: key });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plaintext, context) => {
      expect(keyring.decrypt(keyring.encrypt(plaintext, context), context)).toBe(plaintext.toWellFormed());
    }),
  );
});

test('a value is compact text that names its key and shows nothing of the plaintext', () => {
  const value = new Keyring({ current: key }).encrypt('tr_dev_secret');
  expect(value).toMatch(/^kf1\.[\w-]{8}\.[\w-]{16}\.[\w-]+$/);
  expect(value).not.toContain('secret');
  expect(Buffer.from(value.split('.')[3] ?? '', 'base64url').toString('latin1')).not.toContain('secret');
});

test('the same text gives another value every time', () => {
  const keyring = new Keyring({ current: key });
  expect(new Set(Array.from({ length: 1_000 }, () => keyring.encrypt('x'))).size).toBe(1_000);
});

test('a value of known key and nonce still decrypts: the format is for keeps', () => {
  const keyring = new Keyring({ current: key });
  expect(
    keyring.decrypt(
      'kf1.OQhNrwTo.0xpG9QN1lHUbxVwy.ErB7yAQ-9ptAjG28S8Wa6SDzNWKoDHiko2E',
      'runtime_environments.api_key:1',
    ),
  ).toBe('tr_dev_abc');
});

test.each([
  ['64 hexadecimal digits', key],
  ['capital digits', key.toUpperCase()],
  ['base64', Buffer.from(key, 'hex').toString('base64')],
  ['base64 without padding', Buffer.from(key, 'hex').toString('base64').replace('=', '')],
  ['base64url', Buffer.from(key, 'hex').toString('base64url')],
  ['bytes', Buffer.from(key, 'hex')],
])('a key may be written as %s', (_, written) => {
  expect(new Keyring({ current: written }).decrypt(new Keyring({ current: key }).encrypt('x'))).toBe('x');
});

test('a key may be 32 ASCII characters', () => {
  const text = 'ae13021afef0819c3a307ad487071c06';
  const value = new Keyring({ current: text }).encrypt('x');
  expect(new Keyring({ current: Buffer.from(text, 'ascii') }).decrypt(value)).toBe('x');
});

test.each<[string, string | Buffer]>([
  ['empty', ''],
  ['too short', 'a'.repeat(31)],
  ['too long', 'a'.repeat(33)],
  ['63 digits', key.slice(1)],
  ['digits and a letter that is none', `${key.slice(1)}g`],
  ['not ASCII', 'ä'.repeat(32)],
  ['control characters', '\n'.repeat(32)],
  ['16 bytes', randomBytes(16)],
  ['33 bytes', randomBytes(33)],
])('a key that is %s is refused, and not repeated', (_, bad) => {
  for (const make of [() => new Keyring({ current: bad }), () => new Keyring({ current: key, previous: [bad] })]) {
    expect(codeOf(make)).toBe('INVALID_KEY');
  }
  const shown = inspect(new Keyring({ current: key }), { showHidden: true, depth: 9 });
  expect(shown).not.toContain(key);
});

test('the message of INVALID_KEY holds no key', () => {
  const almost = `${key.slice(1)}g`;
  expect(() => new Keyring({ current: almost })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(almost.slice(0, 8)) }),
  );
});

test('generateEncryptionKey makes a key, another each time', () => {
  expect(generateEncryptionKey()).toMatch(/^[0-9a-f]{64}$/);
  expect(generateEncryptionKey()).not.toBe(generateEncryptionKey());
  expect(new Keyring({ current: generateEncryptionKey() })).toBeInstanceOf(Keyring);
});

test('after a rotation old values still decrypt, and tell that they should be encrypted anew', () => {
  const old = new Keyring({ current: other });
  const rotated = new Keyring({ current: key, previous: [other] });
  const value = old.encrypt('x', 'here');
  expect(rotated.decrypt(value, 'here')).toBe('x');
  expect(rotated.isCurrent(value)).toBe(false);
  const renewed = rotated.reencrypt(value, 'here');
  expect(rotated.isCurrent(renewed)).toBe(true);
  expect(rotated.decrypt(renewed, 'here')).toBe('x');
  expect(codeOf(() => rotated.reencrypt(value, 'there'))).toBe('DAMAGED_VALUE');
  expect(codeOf(() => old.decrypt(renewed, 'here'))).toBe('UNKNOWN_KEY');
});

test('any number of previous keys decrypt, and all are told by their ids', () => {
  const keys = Array.from({ length: 30 }, () => generateEncryptionKey());
  const values = keys.map((each) => new Keyring({ current: each }).encrypt('x'));
  const keyring = new Keyring({ current: key, previous: keys });
  for (const value of values) expect(keyring.decrypt(value)).toBe('x');
  expect(keyring.keyIds).toHaveLength(31);
  expect(keyring.keyIds[0]).toBe(keyring.currentKeyId);
  expect(values.map((value) => value.split('.')[1])).toEqual(keyring.keyIds.slice(1));
});

test('the current key may be among the previous ones', () => {
  const keyring = new Keyring({ current: key, previous: [key, other] });
  expect(keyring.decrypt(keyring.encrypt('x'))).toBe('x');
  expect(keyring.keyIds).toHaveLength(2);
});

test('a value of a key that is gone is UNKNOWN_KEY', () => {
  const value = new Keyring({ current: other }).encrypt('x');
  expect(codeOf(() => new Keyring({ current: key }).decrypt(value))).toBe('UNKNOWN_KEY');
});

test('a value does not decrypt in another place', () => {
  const keyring = new Keyring({ current: key });
  const value = keyring.encrypt('x', 'runtime_environments.api_key:1');
  for (const context of ['runtime_environments.api_key:2', 'runtime_environments.pk_api_key:1', '']) {
    expect(codeOf(() => keyring.decrypt(value, context))).toBe('DAMAGED_VALUE');
  }
});

test('a value changed anywhere is refused', () => {
  const keyring = new Keyring({ current: key });
  const value = keyring.encrypt('tr_dev_abc', 'here');
  const outcomes = new Set<string>();
  for (let index = 0; index < value.length; index++) {
    for (const replacement of ['A', 'B', '.', '']) {
      const changed = value.slice(0, index) + replacement + value.slice(index + 1);
      if (changed !== value) outcomes.add(codeOf(() => keyring.decrypt(changed, 'here')));
    }
  }
  expect([...outcomes].toSorted()).toEqual(['DAMAGED_VALUE', 'UNKNOWN_KEY']);
});

test.each([
  '',
  'plain',
  'kf1',
  'kf1.a.b.c',
  'kf2.aaaaaaaa.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAA',
  'kf1...',
  '....',
  'kf1.a.b.c.d',
])('%j is no encrypted value', (value) => {
  expect(codeOf(() => new Keyring({ current: key }).decrypt(value))).toBe('DAMAGED_VALUE');
});

test('no text whatever makes it fail in another way', () => {
  const keyring = new Keyring({ current: key });
  const [, id] = keyring.encrypt('x').split('.');
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(['DAMAGED_VALUE', 'UNKNOWN_KEY']).toContain(codeOf(() => keyring.decrypt(a)));
      expect(['DAMAGED_VALUE', 'UNKNOWN_KEY']).toContain(codeOf(() => keyring.decrypt(`kf1.${id}.${a}.${b}`)));
    }),
  );
});
