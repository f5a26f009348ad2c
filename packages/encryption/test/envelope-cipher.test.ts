import { EnvelopeCipher, generateEncryptionKey, Keyring, type KeyWrapper, keyringWrapper } from '@kongflow/encryption';
import { expect, test } from 'vitest';
import { codeOf, RecordingWrapper } from './support.ts';

const key = generateEncryptionKey();
const other = generateEncryptionKey();
const keyring = new Keyring({ current: key });
const cipher = new EnvelopeCipher({ wrapper: keyringWrapper(keyring) });

test('a value names its format and key, carries a data key of its own, and shows nothing of the text', async () => {
  const [a, b] = [await cipher.encrypt('tr_dev_secret', 'here'), await cipher.encrypt('tr_dev_secret', 'here')];
  expect(a).toMatch(/^kf2\.[\w-]{8}\.[\w-]{80}\.[\w-]{16}\.[\w-]+$/);
  expect(a.split('.')[1]).toBe(cipher.currentKeyId);
  expect(cipher.currentKeyId).toBe(keyring.currentKeyId);
  for (const part of [2, 3, 4]) expect(a.split('.')[part]).not.toBe(b.split('.')[part]);
  for (const part of a.split('.')) expect(Buffer.from(part, 'base64url').toString('latin1')).not.toContain('secret');
});

test('a value of known keys still decrypts: the format is for keeps', async () => {
  const ring = new Keyring({ current: '0123456789abcdef0123456789abcdef'.repeat(2) });
  const fixed = new EnvelopeCipher({ wrapper: keyringWrapper(ring) });
  expect(
    await fixed.decrypt(
      'kf2.OQhNrwTo.cl19_s4UnGV0277caGlqpYNm-PM9xyI__vsrFCulNH6Qz-ILfBXpFOyWrqs_5_WhoV5vRATB5IJquOoj.5qpkLbMA2dlPnB9z.4ufq-P76ZcG4fVPckrxsnsCTRdXi6QCfiIA',
      'secret_store:a',
    ),
  ).toBe('tr_dev_abc');
});

test('reencrypt wraps the data key by the current key and leaves the rest byte for byte', async () => {
  const value = await cipher.encrypt('text', 'here');
  const rotating = new EnvelopeCipher({
    wrapper: keyringWrapper(new Keyring({ current: other, previous: [generateEncryptionKey(), key] })),
  });
  const renewed = await rotating.reencrypt(value, 'here');
  const [format, keyId, wrapped, ...sealed] = renewed.split('.');
  expect([format, keyId]).toEqual(['kf2', rotating.currentKeyId]);
  expect(wrapped).not.toBe(value.split('.')[2]);
  expect(sealed).toEqual(value.split('.').slice(3));
  expect(await rotating.decrypt(renewed, 'here')).toBe('text');
  expect(await codeOf(() => cipher.decrypt(renewed, 'here'))).toBe('UNKNOWN_KEY');
  const afterwards = new EnvelopeCipher({ wrapper: keyringWrapper(new Keyring({ current: other })) });
  expect(await afterwards.decrypt(renewed, 'here')).toBe('text');
  expect(await codeOf(() => afterwards.decrypt(value, 'here'))).toBe('UNKNOWN_KEY');
});

test('reencrypt keeps the damage of a value that is damaged', async () => {
  const value = await cipher.encrypt('text', 'here');
  const damaged = `${value.slice(0, -2)}${value.endsWith('AA') ? 'QQ' : 'AA'}`;
  expect(await codeOf(async () => cipher.decrypt(await cipher.reencrypt(damaged, 'here'), 'here'))).toBe(
    'DAMAGED_VALUE',
  );
});

test('the context goes to the wrapper, which binds the data key to it', async () => {
  const wrapper = new RecordingWrapper(keyringWrapper(keyring));
  const recorded = new EnvelopeCipher({ wrapper });
  const value = await recorded.encrypt('text', 'here');
  await recorded.decrypt(value, 'here');
  await recorded.reencrypt(value, 'here');
  expect(wrapper.contexts).toEqual(['here', 'here', 'here', 'here']);
  const wrapped = Buffer.from(value.split('.')[2] ?? '', 'base64url');
  expect(await codeOf(() => keyring.unwrap(keyring.currentKeyId, wrapped, 'there'))).toBe('DAMAGED_VALUE');
});

test('data keys are overwritten after use, also where it failed', async () => {
  const wrapper = new RecordingWrapper(keyringWrapper(keyring));
  const recorded = new EnvelopeCipher({ wrapper });
  const value = await recorded.encrypt('text', 'here');
  await recorded.decrypt(value, 'here');
  await recorded.reencrypt(value, 'here');
  const sealed = Buffer.from(value.split('.')[4] ?? '', 'base64url');
  sealed[0] = (sealed[0] ?? 0) ^ 1;
  const damaged = value.split('.').with(4, sealed.toString('base64url')).join('.');
  expect(await codeOf(() => recorded.decrypt(damaged, 'here'))).toBe('DAMAGED_VALUE');
  expect(wrapper.dataKeys).toHaveLength(5);
  for (const dataKey of wrapper.dataKeys) expect(dataKey).toEqual(Buffer.alloc(32));
});

test('data keys are random, and overwritten when wrapping fails', async () => {
  const seen: Buffer[] = [];
  const copies: string[] = [];
  const failing = new EnvelopeCipher({
    wrapper: {
      currentKeyId: 'kms',
      wrap: async (dataKey) => {
        seen.push(dataKey);
        copies.push(dataKey.toString('hex'));
        throw new Error('The key service is down.');
      },
      unwrap: () => Promise.reject(new Error('The key service is down.')),
    },
  });
  for (let round = 0; round < 20; round += 1) {
    await expect(failing.encrypt('text')).rejects.toThrow('The key service is down.');
  }
  expect(new Set(copies).size).toBe(20);
  expect(copies).not.toContain('00'.repeat(32));
  for (const dataKey of seen) expect(dataKey).toEqual(Buffer.alloc(32));
});

/** A key management service, as far as the cipher can tell: keys by id, and nothing of them comes here. */
function keyManagementService(currentKeyId: string): KeyWrapper {
  const inside = new Keyring({ current: key });
  const places = new Map<string, string>();
  return {
    currentKeyId,
    wrap: async (dataKey, context) => {
      places.set(currentKeyId, inside.currentKeyId);
      return inside.wrap(dataKey, context);
    },
    unwrap: async (keyId, wrapped, context) => inside.unwrap(places.get(keyId) ?? keyId, wrapped, context),
  };
}

test.each(['arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab', 'projects/p/keyRings/r/cryptoKeys/k', 'a_b'])(
  'the key of a wrapper may be called %s',
  async (keyId) => {
    const service = new EnvelopeCipher({ wrapper: keyManagementService(keyId) });
    const value = await service.encrypt('text', 'here');
    expect(value.split('.')[1]).toBe(keyId);
    expect(await service.decrypt(value, 'here')).toBe('text');
  },
);

test.each(['', 'a.b', 'a b', 'ä'])(
  'the key of a wrapper cannot be called %j: it would not be found in the value',
  async (keyId) => {
    expect(await codeOf(() => new EnvelopeCipher({ wrapper: keyManagementService(keyId) }).encrypt('x'))).toBe(
      'INVALID_KEY',
    );
  },
);

test('a wrapper that gives back anything but a data key is DAMAGED_VALUE, and what it gave is overwritten', async () => {
  const given = Buffer.from('some other bytes');
  const wrapper: KeyWrapper = { ...keyringWrapper(keyring), unwrap: async () => given };
  const value = await cipher.encrypt('text', 'here');
  const confused = new EnvelopeCipher({ wrapper });
  expect(await codeOf(() => confused.decrypt(value, 'here'))).toBe('DAMAGED_VALUE');
  expect(given).toEqual(Buffer.alloc(given.length));
  expect(await codeOf(() => confused.reencrypt(value, 'here'))).toBe('DAMAGED_VALUE');
});

test('a wrapped data key cannot pass for a value of the keyring', async () => {
  const dataKey = Buffer.alloc(32, 'k');
  const wrapped = keyring.wrap(dataKey, 'here');
  const nonce = wrapped.subarray(0, 12).toString('base64url');
  const sealed = wrapped.subarray(12).toString('base64url');
  expect(await codeOf(() => keyring.decrypt(`kf1.${keyring.currentKeyId}.${nonce}.${sealed}`, 'here'))).toBe(
    'DAMAGED_VALUE',
  );
  expect(keyring.unwrap(keyring.currentKeyId, wrapped, 'here')).toEqual(dataKey);
});

test.each([0, 11, 12, 27, 28, 59])('a wrapped data key of %i bytes is DAMAGED_VALUE', async (length) => {
  const wrapped = keyring.wrap(Buffer.alloc(32), 'here').subarray(0, length);
  expect(await codeOf(() => keyring.unwrap(keyring.currentKeyId, wrapped, 'here'))).toBe('DAMAGED_VALUE');
});

test('values encrypted and decrypted side by side do not mix up their data keys', async () => {
  const texts = Array.from({ length: 200 }, (_, index) => `text ${index}`);
  const values = await Promise.all(texts.map((text, index) => cipher.encrypt(text, String(index))));
  expect(await Promise.all(values.map((value, index) => cipher.decrypt(value, String(index))))).toEqual(texts);
  expect(new Set(values.map((value) => value.split('.')[2])).size).toBe(200);
});
