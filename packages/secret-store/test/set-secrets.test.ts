import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type SecretInput, SecretStore } from '../src/index.ts';
import { FaultyProvider } from './support/faulty-provider.ts';

function setup(): { provider: FaultyProvider; store: SecretStore } {
  const provider = new FaultyProvider();
  return { provider, store: new SecretStore({ provider }) };
}

class Credentials {
  readonly password = 'canary';
}
const cycle: { self?: unknown } = {};
cycle.self = cycle;

describe('setSecret', () => {
  it('stores a value as JSON text', async () => {
    const { provider, store } = setup();
    expect(await store.setSecret('k', { b: 1, a: ['x', null] })).toBe(true);
    expect(await provider.get(['k'])).toEqual(new Map([['k', '{"b":1,"a":["x",null]}']]));
  });

  it('replaces what was there', async () => {
    const { store } = setup();
    await store.setSecret('k', { old: true });
    expect(await store.setSecret('k', 'new')).toBe(true);
    expect(await store.getSecret('k', z.unknown())).toBe('new');
  });

  it('leaves what is there with ifAbsent, and says so', async () => {
    const { store } = setup();
    expect(await store.setSecret('k', 'first', { ifAbsent: true })).toBe(true);
    expect(await store.setSecret('k', 'second', { ifAbsent: true })).toBe(false);
    expect(await store.getSecret('k', z.string())).toBe('first');
  });

  it.each([
    ['null', null, 'Secret k must not be null: deleteSecret removes a secret.'],
    ['undefined', undefined, 'Secret k must not be undefined: deleteSecret removes a secret.'],
    ['a function', () => 'canary', 'Secret k cannot be stored: its value must be JSON, not a function.'],
    ['a bigint', { amount: 5n }, 'Secret k cannot be stored: amount must be JSON, not a bigint.'],
    ['NaN', { list: [1, Number.NaN] }, 'Secret k cannot be stored: list.1 must be a finite number.'],
    ['an undefined member', { a: { b: undefined } }, 'Secret k cannot be stored: a.b is required.'],
    ['a date', { at: new Date(0) }, 'Secret k cannot be stored: at must be JSON, not an instance of a class.'],
    [
      'an instance',
      new Credentials(),
      'Secret k cannot be stored: its value must be JSON, not an instance of a class.',
    ],
    [
      'a map',
      new Map([['canary', 1]]),
      'Secret k cannot be stored: its value must be JSON, not an instance of a class.',
    ],
    [
      'a NUL character',
      { a: 'canary\0' },
      'Secret k cannot be stored: a must not contain the NUL character (\\u0000).',
    ],
    ['a lone surrogate', { a: '\udc00' }, 'Secret k cannot be stored: a must not contain half of a surrogate pair.'],
  ])('refuses %s, saying where it is and not what', async (_, value, message) => {
    const { provider, store } = setup();
    const refused = store.setSecret('k', value as SecretInput);
    await expect(refused).rejects.toMatchObject({ name: 'SecretStoreError', code: 'INVALID_INPUT', message, key: 'k' });
    expect(provider.calls).toEqual([]);
  });

  it.each([
    ['a cycle', cycle],
    ['nesting beyond 512 levels', Array.from({ length: 513 }).reduce<unknown>((inner) => [inner], 1)],
  ])('refuses %s', async (_, value) => {
    const { store } = setup();
    await expect(store.setSecret('k', value as SecretInput)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('must not be nested deeper than 512 levels'),
    });
  });

  it('refuses a bad key', async () => {
    const { provider, store } = setup();
    await expect(store.setSecret('', 'value')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(store.setSecret('x'.repeat(501), 'value')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(provider.calls).toEqual([]);
  });

  it('refuses a transaction that the provider cannot join', async () => {
    const { provider, store } = setup();
    const tx = { query: async () => ({ rows: [], rowCount: 0 }) } as never;
    await expect(store.setSecret('k', 1, { tx })).rejects.toMatchObject({
      code: 'TRANSACTION_UNSUPPORTED',
      message: 'Provider memory cannot take part in a transaction of the database: call it without { tx }.',
    });
    await expect(store.deleteSecret('k', { tx })).rejects.toMatchObject({ code: 'TRANSACTION_UNSUPPORTED' });
    await expect(store.getSecret('k', z.unknown(), { tx })).rejects.toMatchObject({ code: 'TRANSACTION_UNSUPPORTED' });
    expect(await provider.count('')).toBe(0);
  });
});

describe('setSecrets', () => {
  it('stores several secrets in one call of the provider', async () => {
    const { provider, store } = setup();
    expect(await store.setSecrets({ a: 1, b: { c: 2 } })).toEqual(['a', 'b']);
    expect(provider.calls).toEqual([{ method: 'set', keys: ['a', 'b'] }]);
    expect(await store.getSecrets({ a: z.number(), b: z.object({ c: z.number() }) })).toEqual({ a: 1, b: { c: 2 } });
  });

  it('says with ifAbsent which it has written', async () => {
    const { store } = setup();
    await store.setSecret('b', 'old');
    expect(await store.setSecrets({ a: 'new', b: 'new', c: 'new' }, { ifAbsent: true })).toEqual(['a', 'c']);
    expect(await store.getSecret('b', z.string())).toBe('old');
  });

  it('stores none when one of them is bad', async () => {
    const { provider, store } = setup();
    await expect(store.setSecrets({ good: 1, bad: { n: Number.NaN } })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      key: 'bad',
    });
    expect(provider.calls).toEqual([]);
  });

  it('stores keys that objects have anyway', async () => {
    const { provider, store } = setup();
    await store.setSecrets(JSON.parse('{"__proto__":"p","constructor":"c"}') as Record<string, string>);
    expect(Object.fromEntries(await provider.get(['__proto__', 'constructor']))).toEqual(
      JSON.parse('{"__proto__":"\\"p\\"","constructor":"\\"c\\""}'),
    );
  });

  it('does nothing for nothing, and takes 1000 secrets and no more', async () => {
    const { provider, store } = setup();
    expect(await store.setSecrets({})).toEqual([]);
    expect(provider.calls).toEqual([]);
    const values = (count: number): Record<string, number> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, index]));
    expect(await store.setSecrets(values(1000))).toHaveLength(1000);
    await expect(store.setSecrets(values(1001))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await provider.count('')).toBe(1000);
  });
});
