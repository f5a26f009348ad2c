import { type Cipher, EnvelopeCipher, generateEncryptionKey, Keyring, keyringWrapper } from '@kongflow/encryption';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, flipBit } from './support.ts';

const keyring = new Keyring({ current: generateEncryptionKey(), previous: [generateEncryptionKey()] });
const envelope = new EnvelopeCipher({ wrapper: keyringWrapper(keyring) });

const ciphers: [string, Cipher, sealedParts: readonly number[]][] = [
  ['Keyring', keyring, [2, 3]],
  ['EnvelopeCipher', envelope, [2, 3, 4]],
];

describe.each(ciphers)('a value of %s', (_name, cipher, sealedParts) => {
  it('decrypts to the text it was made of, in its context', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string(), async (text, context) => {
        const value = await cipher.encrypt(text, context);
        expect(await cipher.decrypt(value, context)).toBe(text);
        expect(await cipher.decrypt(await cipher.reencrypt(value, context), context)).toBe(text);
      }),
    );
  });

  it('is DAMAGED_VALUE when any single bit of it is flipped', async () => {
    const value = await cipher.encrypt('a secret', 'here');
    for (const part of sealedParts) {
      const bits = Buffer.from(value.split('.')[part] ?? '', 'base64url').length * 8;
      for (let bit = 0; bit < bits; bit += 1) {
        expect(await codeOf(() => cipher.decrypt(flipBit(value, part, bit), 'here'))).toBe('DAMAGED_VALUE');
      }
    }
  });

  it('is DAMAGED_VALUE when any single bit is flipped, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 200 }),
        fc.constantFrom(...sealedParts),
        fc.nat(2_000),
        async (text, part, bit) => {
          const altered = flipBit(await cipher.encrypt(text), part, bit);
          expect(await codeOf(() => cipher.decrypt(altered))).toBe('DAMAGED_VALUE');
        },
      ),
    );
  });

  it('is refused when it is cut anywhere', async () => {
    const value = await cipher.encrypt('a secret', 'here');
    for (let length = 0; length < value.length; length += 1) {
      expect(await codeOf(() => cipher.decrypt(value.slice(0, length), 'here'))).toBe('DAMAGED_VALUE');
    }
  });

  it('is DAMAGED_VALUE when bytes are added to it, or a part is taken from another value', async () => {
    const value = await cipher.encrypt('a secret', 'here');
    const other = await cipher.encrypt('another!', 'here');
    for (const part of sealedParts) {
      const parts = value.split('.');
      const longer = parts.with(
        part,
        Buffer.concat([Buffer.from(parts[part] ?? '', 'base64url'), Buffer.alloc(1)]).toString('base64url'),
      );
      expect(await codeOf(() => cipher.decrypt(longer.join('.'), 'here'))).toBe('DAMAGED_VALUE');
      const mixed = parts.with(part, other.split('.')[part] ?? '');
      expect(await codeOf(() => cipher.decrypt(mixed.join('.'), 'here'))).toBe('DAMAGED_VALUE');
    }
    expect(await codeOf(() => cipher.decrypt(`${value}.AAAA`, 'here'))).toBe('DAMAGED_VALUE');
  });

  it('is DAMAGED_VALUE in any other context, for reading and for encrypting anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (context, other) => {
        fc.pre(context !== other);
        const value = await cipher.encrypt('a secret', context);
        expect(await codeOf(() => cipher.decrypt(value, other))).toBe('DAMAGED_VALUE');
        expect(await codeOf(() => cipher.reencrypt(value, other))).toBe('DAMAGED_VALUE');
      }),
    );
  });

  it('is UNKNOWN_KEY under the id of a key that is not at hand, and DAMAGED_VALUE under that of another one', async () => {
    const value = await cipher.encrypt('a secret', 'here');
    const [format = '', , ...rest] = value.split('.');
    const under = (keyId: string): string => [format, keyId, ...rest].join('.');
    expect(await codeOf(() => cipher.decrypt(under('AAAAAAAA'), 'here'))).toBe('UNKNOWN_KEY');
    expect(await codeOf(() => cipher.reencrypt(under('AAAAAAAA'), 'here'))).toBe('UNKNOWN_KEY');
    expect(await codeOf(() => cipher.decrypt(under(keyring.keyIds[1] ?? ''), 'here'))).toBe('DAMAGED_VALUE');
  });

  it('fails in no other way, whatever text is given for one', async () => {
    const [format = '', keyId = ''] = (await cipher.encrypt('x')).split('.');
    const part = fc.oneof(fc.string(), fc.base64String(), fc.constant('AAAAAAAAAAAAAAAA'));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
        for (const value of [parts.join('.'), [format, ...parts].join('.'), [format, keyId, ...parts].join('.')]) {
          expect(['DAMAGED_VALUE', 'UNKNOWN_KEY']).toContain(await codeOf(() => cipher.decrypt(value)));
          expect(['DAMAGED_VALUE', 'UNKNOWN_KEY']).toContain(await codeOf(() => cipher.reencrypt(value)));
        }
      }),
    );
  });
});
