import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import { read, secrets, setup } from './setup.ts';

const bundle = setup();
const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);
const batch = (value: unknown) => secrets(Object.fromEntries(keys.map((key) => [key, value])));

/** How many connections wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await bundle().database.pool.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.count ?? 0;
}

describe('concurrent batches', () => {
  it('over the same keys, in any order, never end in a deadlock', async () => {
    const { provider } = bundle();
    const rounds = Array.from({ length: 60 }, async (_, round) => {
      const secretsInOrder = round % 2 === 0 ? batch(round) : batch(round).toReversed();
      const names = secretsInOrder.map(({ key }) => key);
      if (round % 3 === 0) return provider.delete(names);
      return provider.set(secretsInOrder, { ifAbsent: round % 5 === 0 });
    });
    await expect(Promise.all(rounds)).resolves.toHaveLength(60);
  });

  it('of writers and deleters never end in a deadlock either', async () => {
    const { provider } = bundle();
    for (let round = 0; round < 30; round += 1) {
      await provider.set(batch(round));
      await Promise.all([
        provider.set(batch('a')),
        provider.delete(keys),
        provider.set(batch('b').toReversed()),
        provider.delete(keys.toReversed()),
      ]);
    }
    expect(keys).toEqual(expect.arrayContaining([...(await provider.list({ prefix: '', after: null, limit: 50 }))]));
  });

  it('leave the secrets of one of them, not a mixture', async () => {
    const { provider } = bundle();
    for (let round = 0; round < 10; round += 1) {
      await Promise.all([provider.set(batch('a')), provider.set(batch('b').toReversed())]);
      expect(new Set((await provider.get(keys)).values()).size).toBe(1);
    }
  });

  it('with ifAbsent write each key once', async () => {
    const { provider } = bundle();
    const written = await Promise.all(
      Array.from({ length: 8 }, (_, writer) => provider.set(batch(writer), { ifAbsent: true })),
    );
    expect(written.flat().toSorted()).toEqual(keys.toSorted());
    expect(new Set((await provider.get(keys)).values()).size).toBe(1);
  });
});

describe('a delete', () => {
  it('that waits for a set deletes what was set', async () => {
    const { database, provider } = bundle();
    await provider.set(secrets({ a: 1, b: 1 }));
    let deleted: Promise<readonly string[]> | undefined;
    await database.transaction(async (tx) => {
      await provider.set(secrets({ a: 2 }), { tx });
      deleted = provider.delete(['b', 'a']);
      await waitFor(async () => (await waiting()) === 1);
    });
    expect((await deleted)?.toSorted()).toEqual(['a', 'b']);
    expect(await provider.count('')).toBe(0);
  });

  it('that waits for another delete says only what it has deleted itself', async () => {
    const { database, provider } = bundle();
    await provider.set(secrets({ a: 1, b: 1 }));
    let deleted: Promise<readonly string[]> | undefined;
    await database.transaction(async (tx) => {
      expect(await provider.delete(['a'], { tx })).toEqual(['a']);
      deleted = provider.delete(['a', 'b']);
      await waitFor(async () => (await waiting()) === 1);
    });
    expect(await deleted).toEqual(['b']);
  });
});

it('a set that waits for a delete stores its secret all the same', async () => {
  const { database, provider, rows } = bundle();
  await provider.set(secrets({ a: 1 }));
  let set: Promise<readonly string[]> | undefined;
  await database.transaction(async (tx) => {
    await provider.delete(['a'], { tx });
    set = provider.set(secrets({ a: 2 }));
    await waitFor(async () => (await waiting()) === 1);
  });
  expect(await set).toEqual(['a']);
  expect(await read(provider, 'a')).toBe(2);
  expect((await rows()).get('a')?.revision).toBe(1);
});
