import { MemorySecretProvider, type SecretProvider, SecretStore, SecretStoreError } from '@kongflow/secret-store';
import { expect, test } from 'vitest';
import { verifyValues } from '../../src/secrets/verify-values.ts';

const keys = Array.from({ length: 1024 }, (_, index) => `k${String(index).padStart(4, '0')}`);

/** A provider of which some secrets cannot be read, and how often it was asked. */
async function provider(failing: Readonly<Record<string, SecretStoreError>>) {
  const memory = new MemorySecretProvider();
  await memory.set(keys.map((key) => ({ key, text: '"hunter2"' })));
  const calls: number[] = [];
  const faulty: SecretProvider = {
    name: 'faulty',
    database: null,
    get: async (asked) => {
      calls.push(asked.length);
      const bad = asked.find((key) => key in failing);
      if (bad !== undefined) throw failing[bad] ?? new Error('no error');
      return memory.get(asked);
    },
    set: async (secrets, options) => memory.set(secrets, options),
    delete: async (asked) => memory.delete(asked),
    list: async (page) => memory.list(page),
    count: async (prefix) => memory.count(prefix),
  };
  return { provider: faulty, store: new SecretStore({ provider: faulty }), calls };
}

test('reads whole pages where all is well', async () => {
  const { calls, ...open } = await provider({});
  expect(await verifyValues(open, '')).toEqual({ checked: 1024, unreadable: [] });
  expect(calls).toEqual([1000, 24]);
});

test('finds each secret that cannot be read by halves, not one by one', async () => {
  const damaged = new SecretStoreError('DAMAGED_SECRET', 'damaged');
  const unknown = new SecretStoreError('UNKNOWN_ENCRYPTION_KEY', 'unknown');
  const { calls, ...open } = await provider({ k0007: damaged, k0900: unknown });
  expect(await verifyValues(open, '')).toEqual({
    checked: 1024,
    unreadable: [
      { key: 'k0007', code: 'DAMAGED_SECRET' },
      { key: 'k0900', code: 'UNKNOWN_ENCRYPTION_KEY' },
    ],
  });
  expect(calls.length).toBeLessThan(50);
});

test('a provider that is down is no damage of its secrets', async () => {
  const { calls, ...open } = await provider({ k0007: new SecretStoreError('PROVIDER_UNAVAILABLE', 'down') });
  await expect(verifyValues(open, '')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(calls).toEqual([1000]);
});
