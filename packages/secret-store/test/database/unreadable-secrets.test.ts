import { type Cipher, EncryptionError, generateEncryptionKey, Keyring } from '@kongflow/encryption';
import { describe, expect, it } from 'vitest';
import { SecretStoreError } from '../../src/index.ts';
import { read, secrets, setup } from './setup.ts';
import { encryptAsTriggerDev } from './trigger-dev.ts';

const bundle = setup();
const plaintext = 'correct-horse-battery-staple';

async function failureOf(work: Promise<unknown>): Promise<SecretStoreError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SecretStoreError) return error;
  throw new Error('It did not fail as a secret store does.', { cause: error });
}

/** Everything an error could show, with its causes. */
function shown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message} ${error.stack} ${JSON.stringify(error)} ${shown(error.cause)}`;
}

describe('a secret of version 3', () => {
  it('is DAMAGED_SECRET in the row of another key: it is bound to its own', async () => {
    const { provider, replace, rows } = bundle();
    await provider.set(secrets({ mine: plaintext, other: 'x' }));
    await replace('other', (await rows()).get('mine')?.value);
    const error = await failureOf(provider.get(['mine', 'other']));
    expect(error).toMatchObject({ code: 'DAMAGED_SECRET', key: 'other', message: expect.stringContaining('other') });
    expect(shown(error)).not.toContain(plaintext);
    expect(await read(provider, 'mine')).toBe(plaintext);
  });

  it('is DAMAGED_SECRET when any character of it was altered', async () => {
    const { provider, replace, rows } = bundle();
    await provider.set(secrets({ key: 'x' }));
    const value = String((await rows()).get('key')?.value);
    const sealedFrom = value.indexOf('.', value.indexOf('.') + 1) + 1;
    for (let index = sealedFrom; index < value.length; index += 1) {
      const altered = value.slice(0, index) + (value[index] === 'A' ? 'B' : 'A') + value.slice(index + 1);
      await replace('key', altered);
      expect(await failureOf(provider.get(['key']))).toMatchObject({ code: 'DAMAGED_SECRET', key: 'key' });
    }
  });

  it.each([[''], ['plain'], [null], [17], [{ nonce: '', ciphertext: '', tag: '' }], [['kf1.a.b.c']], ['kf9.a.b.c']])(
    'is DAMAGED_SECRET when its row holds %j',
    async (value) => {
      const { insert, provider } = bundle();
      await insert('key', value, '3');
      expect(await failureOf(provider.get(['key']))).toMatchObject({ code: 'DAMAGED_SECRET', key: 'key' });
    },
  );

  it('is UNKNOWN_ENCRYPTION_KEY when its key is not at hand, and read once that is a previous one', async () => {
    const { keyring, provider, providerWith } = bundle();
    const [old, current] = [generateEncryptionKey(), generateEncryptionKey()];
    await providerWith({ cipher: new Keyring({ current: old }) }).set(secrets({ key: plaintext }));
    const error = await failureOf(provider.get(['key']));
    expect(error).toMatchObject({ code: 'UNKNOWN_ENCRYPTION_KEY', key: 'key' });
    expect(error.message).toContain(new Keyring({ current: old }).currentKeyId);
    expect(shown(error)).not.toContain(old);
    expect(keyring.keyIds).not.toContain(new Keyring({ current: old }).currentKeyId);
    expect(await read(providerWith({ cipher: new Keyring({ current, previous: [old] }) }), 'key')).toBe(plaintext);
  });

  it('is PROVIDER_UNAVAILABLE when the cipher fails, for reading and for writing', async () => {
    const { keyring, provider, providerWith, rows } = bundle();
    await provider.set(secrets({ key: 1 }));
    const failing: Cipher = {
      format: 'kf1',
      currentKeyId: keyring.currentKeyId,
      encrypt: () => Promise.reject(new Error('The key service is down.')),
      decrypt: () => Promise.reject(new Error('The key service is down.')),
      reencrypt: () => Promise.reject(new Error('The key service is down.')),
    };
    const broken = providerWith({ cipher: failing });
    expect(await failureOf(broken.get(['key']))).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', key: 'key' });
    expect(await failureOf(broken.set(secrets({ key: 2 })))).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      key: 'key',
    });
    expect((await rows()).get('key')?.revision).toBe(1);
  });

  it('is PROVIDER_REJECTED when the cipher has no key to write with', async () => {
    const { keyring, providerWith } = bundle();
    const refuse = (): never => {
      throw new EncryptionError('INVALID_KEY', 'No such key.');
    };
    const cipher: Cipher = { format: 'kf1', currentKeyId: 'x', encrypt: refuse, decrypt: refuse, reencrypt: refuse };
    const provider = providerWith({ cipher, legacyKeys: keyring });
    expect(await failureOf(provider.set(secrets({ key: 1 })))).toMatchObject({ code: 'PROVIDER_REJECTED', key: 'key' });
  });
});

describe('a secret of version 2', () => {
  const good = encryptAsTriggerDev('0123456789abcdef0123456789abcdef', JSON.stringify(plaintext));

  it.each<[string, unknown, string]>([
    ['lacks its nonce', { ciphertext: good.ciphertext, tag: good.tag }, 'nonce'],
    ['lacks its ciphertext', { nonce: good.nonce, tag: good.tag }, 'ciphertext'],
    ['has a number for a tag', { ...good, tag: 1 }, 'tag'],
    ['has a nonce that is not hexadecimal', { ...good, nonce: 'xyz' }, 'nonce'],
    ['is a text', plaintext, 'string'],
    ['is null', null, 'null'],
    ['is a list', [good], 'array'],
  ])('is DAMAGED_SECRET when it %s, and its message says what trigger.dev says', async (_, value, what) => {
    const { insert, provider } = bundle();
    await insert('some/key', value, '2');
    const error = await failureOf(provider.get(['some/key']));
    expect(error).toMatchObject({ code: 'DAMAGED_SECRET', key: 'some/key' });
    expect(error.message).toMatch(/^Unable to parse encrypted secret some\/key: /);
    expect(error.message).toContain(what);
    expect(shown(error)).not.toContain(plaintext);
  });

  it.each([
    ['nonce', { ...good, nonce: good.nonce.slice(2) }],
    ['nonce', { ...good, nonce: '' }],
    ['tag', { ...good, tag: good.tag.slice(0, 8) }],
  ])('is DAMAGED_SECRET when its %s is too short', async (what, value) => {
    const { insert, provider } = bundle();
    await insert('key', value, '2');
    const error = await failureOf(provider.get(['key']));
    expect(error).toMatchObject({ code: 'DAMAGED_SECRET', key: 'key', message: expect.stringContaining(what) });
  });

  it('is UNDECRYPTABLE_SECRET when no key opens it: whether the key or the value is wrong, it does not tell', async () => {
    const { insert, provider, providerWith } = bundle();
    await insert('foreign', good, '2');
    expect(await failureOf(provider.get(['foreign']))).toMatchObject({ code: 'UNDECRYPTABLE_SECRET', key: 'foreign' });
    const ring = providerWith({ cipher: new Keyring({ current: '0123456789abcdef0123456789abcdef' }) });
    expect(await read(ring, 'foreign')).toBe(plaintext);
    const flipped = (Number.parseInt(good.ciphertext.slice(0, 2), 16) ^ 1).toString(16).padStart(2, '0');
    await insert('altered', { ...good, ciphertext: flipped + good.ciphertext.slice(2) }, '2');
    const error = await failureOf(ring.get(['altered']));
    expect(error).toMatchObject({ code: 'UNDECRYPTABLE_SECRET', key: 'altered' });
    expect(shown(error)).not.toContain(plaintext);
  });

  it('is UNDECRYPTABLE_SECRET without legacyKeys, and the message names the option', async () => {
    const { insert, keyring, providerWith } = bundle();
    await insert('key', good, '2');
    const cipher: Cipher = {
      format: 'kf1',
      currentKeyId: keyring.currentKeyId,
      encrypt: (text, context) => keyring.encrypt(text, context),
      decrypt: (value, context) => keyring.decrypt(value, context),
      reencrypt: (value, context) => keyring.reencrypt(value, context),
    };
    expect(await failureOf(providerWith({ cipher }).get(['key']))).toMatchObject({
      code: 'UNDECRYPTABLE_SECRET',
      message: expect.stringContaining('legacyKeys'),
    });
  });
});

it('a version of neither kind is read as version 2, as in trigger.dev', async () => {
  const { insert, providerWith } = bundle();
  const key = '0123456789abcdef0123456789abcdef';
  await insert('key', encryptAsTriggerDev(key, '"x"'), '7');
  expect(await read(providerWith({ cipher: new Keyring({ current: key }) }), 'key')).toBe('x');
});
