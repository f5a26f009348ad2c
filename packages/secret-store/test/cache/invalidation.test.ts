import type { Transaction } from '@kongflow/database';
import { describe, expect, test } from 'vitest';
import { SecretStoreError } from '../../src/index.ts';
import { ControlledChannel } from './support/controlled-channel.ts';
import { type ControlledCache, controlledCache } from './support/controlled-cache.ts';
import { ControlledProvider } from './support/controlled-provider.ts';

/** The ways by which a cache learns that the secret `a` has changed. */
const ways: [string, (controlled: ControlledCache, channel: ControlledChannel) => Promise<unknown> | void][] = [
  ['a set', async ({ cache }) => cache.set([{ key: 'a', text: 'new' }])],
  [
    'a set that finds it there',
    async ({ cache, provider }) => {
      provider.write = async () => [];
      expect(await cache.set([{ key: 'a', text: 'new' }], { ifAbsent: true })).toEqual([]);
    },
  ],
  ['a delete', async ({ cache }) => cache.delete(['a'])],
  [
    'a set that is stored in part',
    async ({ cache, provider }) => {
      provider.write = async () => {
        throw new SecretStoreError('PARTIAL_WRITE', 'in part', { written: ['a'] });
      };
      await expect(cache.set([{ key: 'a', text: 'new' }])).rejects.toMatchObject({ code: 'PARTIAL_WRITE' });
    },
  ],
  [
    'a delete whose outcome is unknown',
    async ({ cache, provider }) => {
      provider.write = async () => {
        throw new SecretStoreError('PROVIDER_UNAVAILABLE', 'lost');
      };
      await expect(cache.delete(['a'])).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    },
  ],
  ['a notification', (_, channel) => channel.listener.onChanged('a')],
  ['a notification that does not say which', (_, channel) => channel.listener.onAllChanged()],
  [
    'a break in the channel',
    (_, channel) => {
      channel.listener.onDisconnected();
      channel.listener.onConnected();
    },
  ],
  [
    'a stop and a start',
    async ({ cache }, channel) => {
      await cache.stop();
      cache.start();
      channel.listener.onConnected();
    },
  ],
];

function connected(options = {}, provider = new ControlledProvider()): [ControlledCache, ControlledChannel] {
  const channel = new ControlledChannel();
  const controlled = controlledCache({ channel, ...options }, provider);
  controlled.cache.start();
  channel.listener.onConnected();
  return [controlled, channel];
}

describe.each(ways)('after %s', (_name, change) => {
  test('the next read asks again', async () => {
    const [controlled, channel] = connected();
    const { hold, read, provider } = controlled;
    await hold({ a: 'old' });
    await change(controlled, channel);
    const next = read('a');
    provider.read(1).answer({ a: 'new' });
    expect(await next).toEqual({ a: 'new' });
    expect(await read('a')).toEqual({ a: 'new' });
    expect(provider.reads).toHaveLength(2);
  });

  test('a key that was known to have no secret is asked for again', async () => {
    const [controlled, channel] = connected();
    await controlled.hold({ a: undefined });
    await change(controlled, channel);
    expect(await controlled.asksFor('a')).toBe(true);
  });

  test('a read that began before it is neither joined nor kept, whichever ends first', async () => {
    for (const oldEndsFirst of [true, false]) {
      const [controlled, channel] = connected();
      const { read, provider } = controlled;
      const before = [read('a', 'b'), read('a')];
      await change(controlled, channel);
      const after = [read('a'), read('a')];
      expect(provider.reads.map(({ keys }) => keys)).toEqual([['a', 'b'], ['a']]);
      const endOld = async (): Promise<void> => {
        provider.read(0).answer({ a: 'old', b: 'b' });
        expect(await Promise.all(before)).toEqual([{ a: 'old', b: 'b' }, { a: 'old' }]);
      };
      if (oldEndsFirst) await endOld();
      provider.read(1).answer({ a: 'new' });
      expect(await Promise.all(after)).toEqual([{ a: 'new' }, { a: 'new' }]);
      if (!oldEndsFirst) await endOld();
      expect(await read('a')).toEqual({ a: 'new' });
      expect(provider.reads).toHaveLength(2);
    }
  });

  test('a read that began before it and ends after it leaves nothing', async () => {
    const [controlled, channel] = connected();
    const { read, provider } = controlled;
    const before = read('a');
    await change(controlled, channel);
    provider.read(0).answer({ a: 'old' });
    expect(await before).toEqual({ a: 'old' });
    expect(await controlled.asksFor('a')).toBe(true);
  });
});

test('a change of one key leaves the others held, and on their way', async () => {
  const [{ cache, provider, hold, read }, channel] = connected();
  await hold({ a: '1', b: '2', missing: undefined });
  const underWay = read('c', 'd');
  channel.listener.onChanged('c');
  await cache.set([{ key: 'a', text: 'new' }]);
  const joined = read('d');
  expect(provider.reads).toHaveLength(2);
  provider.read(1).answer({ c: '3', d: '4' });
  expect(await underWay).toEqual({ c: '3', d: '4' });
  expect(await joined).toEqual({ d: '4' });
  expect(await read('b', 'd', 'missing')).toEqual({ b: '2', d: '4' });
  expect(provider.reads).toHaveLength(2);
});

describe('a write in a transaction', () => {
  const database = {} as never;

  function transaction(): { tx: Transaction; commit: () => void } {
    const callbacks: (() => void)[] = [];
    const tx = {
      client: {},
      query: async () => ({ rows: [] }),
      afterCommit: (call: () => void) => callbacks.push(call),
    };
    return {
      tx: tx as never,
      commit: () => {
        for (const callback of callbacks) callback();
      },
    };
  }

  test.each(['set', 'delete'] as const)('counts from its commit on: %s', async (method) => {
    const [{ cache, provider, hold, read, asksFor }, channel] = connected({}, new ControlledProvider(database));
    await hold({ a: 'old' });
    const { tx, commit } = transaction();
    const written = method === 'set' ? cache.set([{ key: 'a', text: 'new' }], { tx }) : cache.delete(['a'], { tx });
    expect(await written).toEqual(['a']);
    expect(await read('a')).toEqual({ a: 'old' });
    expect(provider.reads).toHaveLength(1);
    commit();
    expect(await asksFor('a')).toBe(true);
    expect(channel.published).toEqual([]);
  });

  test('that fails halfway, and is committed all the same, counts too', async () => {
    const [{ cache, provider, hold, asksFor }] = connected({}, new ControlledProvider(database));
    await hold({ a: 'old' });
    const { tx, commit } = transaction();
    provider.write = async () => {
      throw new Error('half');
    };
    await expect(cache.set([{ key: 'a', text: 'new' }], { tx })).rejects.toThrow('half');
    commit();
    expect(await asksFor('a')).toBe(true);
  });

  test('is refused where the provider has no database, and changes nothing', async () => {
    const [{ cache, provider, hold, asksFor }, channel] = connected();
    await hold({ a: 'held' });
    const { tx } = transaction();
    const refusal = { code: 'TRANSACTION_UNSUPPORTED', message: expect.stringContaining('controlled') };
    await expect(cache.set([{ key: 'a', text: 'new' }], { tx })).rejects.toMatchObject(refusal);
    await expect(cache.delete(['a'], { tx })).rejects.toMatchObject(refusal);
    expect(provider.calls).toEqual([]);
    expect(channel.published).toEqual([]);
    expect(await asksFor('a')).toBe(false);
  });
});

describe('telling other processes', () => {
  test('names what has changed, and all of it when that is unknown', async () => {
    const [{ cache, provider }, channel] = connected();
    provider.write = async (keys) => keys.slice(0, 1);
    await cache.set([
      { key: 'a', text: '1' },
      { key: 'b', text: '2' },
    ]);
    await cache.delete(['c', 'd']);
    provider.write = async () => [];
    await cache.set([{ key: 'e', text: '5' }], { ifAbsent: true });
    provider.write = async () => {
      throw new Error('half');
    };
    await expect(cache.delete(['f', 'g'])).rejects.toThrow('half');
    expect(channel.published).toEqual([['a'], ['c'], ['f', 'g']]);
  });

  test('is left to the provider where it has a database', async () => {
    const database = {} as never;
    const [{ cache }, channel] = connected({}, new ControlledProvider(database));
    await cache.set([{ key: 'a', text: '1' }]);
    expect(channel.published).toEqual([]);
    expect(cache.database).toBe(database);
  });

  test('needs no start, and no channel', async () => {
    const channel = new ControlledChannel();
    await controlledCache({ channel }).cache.set([{ key: 'a', text: '1' }]);
    expect(channel.published).toEqual([['a']]);
    expect(await controlledCache().cache.set([{ key: 'a', text: '1' }])).toEqual(['a']);
  });

  test('may fail: the write counts, and the failure is logged without a value', async () => {
    const lines: unknown[] = [];
    const warn = (...line: unknown[]): void => void lines.push(line);
    const logger = { warn } as never;
    const [{ cache, hold, asksFor }, channel] = connected({ logger });
    await hold({ a: 'old' });
    channel.publishError = new Error('no connection');
    expect(await cache.set([{ key: 'a', text: '"hush"' }])).toEqual(['a']);
    expect(await asksFor('a')).toBe(true);
    expect(lines).toEqual([
      [
        expect.stringContaining('could not be told'),
        { provider: 'controlled', count: 1, error: expect.objectContaining({ message: 'no connection' }) },
      ],
    ]);
    expect(JSON.stringify(lines)).not.toContain('hush');
  });
});
