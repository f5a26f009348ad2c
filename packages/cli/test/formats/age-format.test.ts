import { Buffer } from 'node:buffer';
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { CliError } from '../../src/errors.ts';
import { decryptWithPassphrase, encryptWithPassphrase, isAgeFile } from '../../src/secrets/formats/age-format.ts';
import { decryptBySpecification } from '../support/age-spec.ts';

const passphrase = 'correct horse';
let armored = '';
beforeAll(async () => {
  armored = await encryptWithPassphrase('{"a":"hunter2"}', passphrase, 4);
});

async function failureOf(file: Buffer, word = passphrase): Promise<CliError> {
  const error: unknown = await decryptWithPassphrase(file, word).then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CliError);
  expect((error as CliError).code).toBe('INVALID_FILE');
  expect((error as CliError).message).not.toContain(word);
  return error as CliError;
}

test('encrypts any text so that it comes back, armored or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 1 }), async (text, word) => {
      const file = await encryptWithPassphrase(text, word, 1);
      expect(isAgeFile(Buffer.from(file))).toBe(true);
      expect((await decryptWithPassphrase(Buffer.from(file), word)).toString()).toBe(text);
      const binary = Buffer.from(armor.decode(file));
      expect(isAgeFile(binary)).toBe(true);
      expect((await decryptWithPassphrase(binary, word)).toString()).toBe(text);
    }),
    { numRuns: 20 },
  );
});

test('writes the format of age: armor, a single scrypt stanza, work factor 18 by default', async () => {
  const file = await encryptWithPassphrase('text', passphrase);
  expect(file).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n[^]*\n-----END AGE ENCRYPTED FILE-----\n$/);
  const lines = Buffer.from(armor.decode(file)).toString('latin1').split('\n');
  expect(lines[0]).toBe('age-encryption.org/v1');
  expect(lines[1]).toMatch(/^-> scrypt [A-Za-z0-9+/]{22} 18$/);
  expect(lines[3]).toMatch(/^--- /);
});

test.each([0, 1, 65_535, 65_536, 65_537, 200_000])(
  'what it writes of %i bytes, the specification reads',
  async (size) => {
    const text = 'x'.repeat(size);
    expect(decryptBySpecification(await encryptWithPassphrase(text, passphrase, 4), passphrase)).toBe(text);
  },
);

test.each(['{"a":1}', 'A=1', '', 'age', '-----BEGIN PRIVATE KEY-----'])('takes %j for no age file', (text) => {
  expect(isAgeFile(Buffer.from(text))).toBe(false);
});

describe('tells apart', () => {
  test('a wrong passphrase', async () => {
    expect((await failureOf(Buffer.from(armored), 'wrong horse')).message).toContain('passphrase is wrong');
  });

  test('an altered body', async () => {
    const bytes = Buffer.from(armor.decode(armored));
    bytes.writeUInt8(bytes.at(-1)! ^ 1, bytes.length - 1);
    expect((await failureOf(bytes)).message).toContain('damaged');
  });

  test('a file that is cut off, anywhere', async () => {
    const bytes = Buffer.from(armor.decode(armored));
    for (let length = 22; length < bytes.length; length += 7) {
      expect((await failureOf(bytes.subarray(0, length))).message).toMatch(/damaged|passphrase is wrong/);
    }
  });

  test('damaged armor', async () => {
    expect((await failureOf(Buffer.from(armored.slice(0, -20)))).message).toContain('armor is cut off');
  });

  test('a file that is encrypted to a key', async () => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
    const file = Buffer.from(armor.encode(await encrypter.encrypt('text')));
    expect((await failureOf(file)).message).toContain('age -d');
  });

  test('a file that would take for ever to try', async () => {
    const header = Buffer.from(armor.decode(armored)).toString('latin1').replace(/ 4\n/, ' 30\n');
    expect((await failureOf(Buffer.from(header, 'latin1'))).message).toContain('more work');
  });
});
