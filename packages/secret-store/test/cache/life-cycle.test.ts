import { describe, expect, test } from 'vitest';
import { ControlledChannel } from './support/controlled-channel.ts';
import { controlledCache } from './support/controlled-cache.ts';

describe('with a channel', () => {
  test('nothing is held before it is connected, and concurrent reads still make one query', async () => {
    const channel = new ControlledChannel();
    const { cache, hold, asksFor, provider, read } = controlledCache({ channel });
    await hold({ a: '1' });
    expect(await asksFor('a')).toBe(true);
    cache.start();
    await hold({ a: '1' });
    expect(await asksFor('a')).toBe(true);
    expect(cache.stats()).toMatchObject({ isCaching: false, entries: 0, negativeEntries: 0 });

    const asked = provider.reads.length;
    const reads = [read('b'), read('b')];
    expect(provider.reads).toHaveLength(asked + 1);
    provider.read(asked).answer({ b: '2' });
    expect(await Promise.all(reads)).toEqual([{ b: '2' }, { b: '2' }]);

    channel.listener.onConnected();
    await hold({ a: '1' });
    expect(await asksFor('a')).toBe(false);
    expect(cache.stats()).toMatchObject({ isCaching: true, entries: 1 });
  });

  test('a read that began before it was connected is not kept', async () => {
    const channel = new ControlledChannel();
    const { cache, provider, read, asksFor } = controlledCache({ channel });
    cache.start();
    const early = read('a');
    channel.listener.onConnected();
    provider.read(0).answer({ a: 'maybe old' });
    await early;
    expect(await asksFor('a')).toBe(true);
  });

  test('everything is dropped when it breaks, and it starts empty when it is back', async () => {
    const channel = new ControlledChannel();
    const { cache, hold, asksFor } = controlledCache({ channel });
    cache.start();
    channel.listener.onConnected();
    await hold({ a: '1', missing: undefined });
    channel.listener.onDisconnected();
    expect(cache.stats()).toMatchObject({ isCaching: false, entries: 0, negativeEntries: 0 });
    await hold({ a: '1', missing: undefined });
    expect(await asksFor('a')).toBe(true);
    expect(await asksFor('missing')).toBe(true);
    channel.listener.onConnected();
    expect(cache.stats()).toMatchObject({ isCaching: true, entries: 0, negativeEntries: 0 });
    expect(await asksFor('a')).toBe(true);
  });

  test('start() and stop() may be repeated, and what a stopped subscription says does not count', async () => {
    const channel = new ControlledChannel();
    const { cache, hold, asksFor } = controlledCache({ channel });
    await cache.stop();
    cache.start();
    cache.start();
    expect(channel.listeners).toHaveLength(1);
    channel.listener.onConnected();
    await hold({ a: '1' });
    await Promise.all([cache.stop(), cache.stop()]);
    expect(channel.stops).toBe(1);
    channel.listener.onConnected();
    await hold({ a: '1' });
    expect(await asksFor('a')).toBe(true);

    cache.start();
    const [stopped] = channel.listeners;
    stopped?.onConnected();
    expect(cache.stats().isCaching).toBe(false);
    channel.listener.onConnected();
    await hold({ a: '1' });
    stopped?.onDisconnected();
    stopped?.onChanged('a');
    expect(await asksFor('a')).toBe(false);
  });

  test('a channel that connects while it is being subscribed to is heard', () => {
    const channel = new ControlledChannel();
    const subscribe = channel.subscribe.bind(channel);
    channel.subscribe = (listener) => {
      listener.onConnected();
      return subscribe(listener);
    };
    const { cache } = controlledCache({ channel });
    cache.start();
    expect(cache.stats().isCaching).toBe(true);
  });
});

test('without a channel it holds from the beginning, and not between stop() and start()', async () => {
  const { cache, hold, asksFor } = controlledCache();
  await hold({ a: '1' });
  expect(await asksFor('a')).toBe(false);
  await cache.stop();
  await hold({ a: '1' });
  expect(await asksFor('a')).toBe(true);
  cache.start();
  await hold({ a: '1' });
  cache.start();
  expect(await asksFor('a')).toBe(false);
});

describe('close()', () => {
  test('stops, and closes the provider once', async () => {
    const channel = new ControlledChannel();
    const { cache, provider } = controlledCache({ channel });
    cache.start();
    await Promise.all([cache.close(), cache.close()]);
    await cache.close();
    expect([channel.stops, provider.closes]).toEqual([1, 1]);
  });

  test('closes the provider also when the channel cannot be stopped, or there is nothing to close', async () => {
    const channel = new ControlledChannel();
    const { cache, provider } = controlledCache({ channel });
    channel.subscribe = () => ({ stop: async () => Promise.reject(new Error('stuck')) });
    cache.start();
    await expect(cache.close()).rejects.toThrow('stuck');
    expect(provider.closes).toBe(1);

    const other = controlledCache();
    Object.assign(other.provider, { close: undefined });
    await expect(other.cache.close()).resolves.toBeUndefined();
  });
});
