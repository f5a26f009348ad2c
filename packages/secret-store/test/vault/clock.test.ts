import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import { SecretStoreError } from '../../src/errors.ts';
import { systemClock, type VaultClock } from '../../src/providers/vault/clock.ts';
import type { SeenVaultRequest } from '../support/vault-server.ts';
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

  it('ends a wait at once when there is nothing to wait for any more', async () => {
    const before = timers();
    const closing = new AbortController();
    const sleeping = systemClock.sleep(60_000, closing.signal);
    expect(timers()).toBe(before + 1);
    closing.abort();
    await sleeping;
    await systemClock.sleep(60_000, closing.signal);
    expect(timers()).toBe(before);
  });

  it.each([
    ['a read', '/a', 'PROVIDER_UNAVAILABLE'],
    ['the look-up of a token', '/lookup-self', 'read'],
    ['a login', '/login', 'PROVIDER_UNAVAILABLE'],
  ])('keeps no process alive for %s that is to be repeated when the provider is closed', async (_, path, outcome) => {
    const vault = await startVault();
    const auth = path === '/login' ? { auth: vault.tokens.createRole({ ttl: 60 }) } : {};
    let waits = 0;
    const sleep: VaultClock['sleep'] = async (delayMs, signal) => {
      waits += 1;
      await systemClock.sleep(delayMs, signal);
      waits -= 1;
    };
    const provider = connect(vault, { ...auth, clock: { ...systemClock, sleep } });
    const isAbout = (request: SeenVaultRequest) => request.path.endsWith(path);
    vault.faults.push({ when: isAbout, times: 9, reply: { status: 429, headers: { 'retry-after': '60' } } });
    const reading = read(provider, 'a').then(
      () => 'read',
      (error: unknown) => (error instanceof SecretStoreError ? error.code : error),
    );
    await waitFor(() => waits === 1);
    // Nothing waits for the look-up of a token.
    if (outcome === 'read') await reading;
    await provider.close();
    expect(await reading).toBe(outcome);
    await waitFor(() => waits === 0);
    expect(vault.seen.filter(isAbout)).toHaveLength(1);
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
