import { inspect } from 'node:util';
import {
  EncryptionError,
  EnvelopeCipher,
  generateEncryptionKey,
  Keyring,
  keyringWrapper,
  MigratingCipher,
} from '@kongflow/encryption';
import { describe, expect, it } from 'vitest';
import { flipBit } from './support.ts';

const plaintext = 'correct-horse-battery-staple';
const [key, previousKey, foreignKey] = [generateEncryptionKey(), generateEncryptionKey(), generateEncryptionKey()];
const keyring = new Keyring({ current: key, previous: [previousKey] });
const foreign = new Keyring({ current: foreignKey });
const envelope = new EnvelopeCipher({ wrapper: keyringWrapper(keyring) });
const cipher = new MigratingCipher({ current: envelope, previous: [keyring] });

/** All forms in which a key or the text could turn up. */
const forbidden = [
  plaintext,
  ...[plaintext, key, previousKey, foreignKey].flatMap((text) => {
    const bytes = text === plaintext ? Buffer.from(text) : Buffer.from(text, 'hex');
    return [bytes.toString('hex'), bytes.toString('base64').replaceAll('=', ''), bytes.toString('base64url')];
  }),
];

async function failureOf(work: () => unknown): Promise<EncryptionError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof EncryptionError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('what an error shows', () => {
  it.each<[string, string, () => unknown]>([
    ['an altered value', 'altered', () => cipher.decrypt(flipBit(keyring.encrypt(plaintext), 3, 5))],
    ['an altered envelope', 'altered', async () => cipher.decrypt(flipBit(await envelope.encrypt(plaintext), 4, 5))],
    ['an altered data key', 'data key', async () => cipher.decrypt(flipBit(await envelope.encrypt(plaintext), 2, 5))],
    ['a value in another place', 'another place', () => cipher.decrypt(keyring.encrypt(plaintext, 'here'), 'there')],
    ['a value of an unknown key', foreign.currentKeyId, () => cipher.decrypt(foreign.encrypt(plaintext))],
    ['a detached value', '2 keys', () => keyring.decryptDetached(foreign.encryptDetached(plaintext))],
    ['a text that is no value', 'formats', () => cipher.decrypt(plaintext)],
    ['a text that looks like one', 'form', () => keyring.decrypt(`kf1.${plaintext}`)],
    [
      'a text that looks like one to the end',
      'key',
      () => keyring.decrypt(`kf1.${plaintext}.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAA`),
    ],
    ['a bad key', '63 characters', () => new Keyring({ current: key.slice(1) })],
  ])('of %s says what is wrong and holds neither key nor plaintext', async (_, says, work) => {
    const error = await failureOf(work);
    expect(error.message).toContain(says);
    for (const text of forbidden) expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(text);
  });

  it('of a cipher is nothing of its keys either', () => {
    for (const object of [keyring, envelope, cipher]) {
      for (const text of forbidden) expect(inspect(object, { depth: 9, showHidden: true })).not.toContain(text);
      expect(JSON.stringify(object)).not.toContain(key);
    }
  });
});
