import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/providers/vault/clock.ts';
import { connect, put, read, startVault } from './setup.ts';

/** Timers that keep this process alive. */
const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

describe('the real time', () => {
  it('does not keep a process alive for what is planned', () => {
    const before = timers();
    const cancel = systemClock.schedule(60_000, () => {});
    expect(timers()).toBe(before);
    cancel();
  });

  it('keeps it alive while a request waits for its next attempt', async () => {
    const before = timers();
    const sleeping = systemClock.sleep(1);
    expect(timers()).toBe(before + 1);
    await sleeping;
  });

  it('does what is planned in its order, unless it is taken back', async () => {
    const done: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.schedule(1, () => done.push('taken back'))();
      systemClock.schedule(2, () => done.push('first'));
      // More than a timer can take, which it would take for no delay at all.
      systemClock.schedule(2 ** 40, () => done.push('in 35 years'));
      setTimeout(() => systemClock.schedule(1, resolve), 5);
    });
    expect(done).toEqual(['first']);
  });

  it('is what a provider goes by when no other is given', async () => {
    const vault = await startVault();
    const provider = connect(vault, { clock: undefined, fetch: undefined });
    vault.faults.push({ times: 2, reply: { status: 429 } });
    expect(await put(provider, { a: 1 })).toEqual(['a']);
    expect(await read(provider, 'a')).toBe(1);
    expect(vault.clock.slept).toEqual([]);
  });
});
