import { isDeepStrictEqual } from 'node:util';
import { generateEncryptionKey, Keyring } from '@kongflow/encryption';
import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import type { ReplaceSecretValuesParams } from '../../src/generated/secret_store.sql.ts';
import { SecretCodec } from '../../src/providers/database/secret-codec.ts';
import { PgSecretRepository } from '../../src/repository.ts';
import { rotateSecrets } from '../../src/rotate-secrets.ts';
import { read, secrets, setup } from './setup.ts';

const bundle = setup();
const oldKey = generateEncryptionKey();
const newKey = generateEncryptionKey();
const keys = Array.from({ length: 60 }, (_, index) => `key-${index}`);
const all = (value: unknown) => secrets(Object.fromEntries(keys.map((key) => [key, value])));

function providers() {
  const { providerWith } = bundle();
  const both = new Keyring({ current: newKey, previous: [oldKey] });
  return {
    old: providerWith({ cipher: new Keyring({ current: oldKey, previous: [newKey] }) }),
    rotating: providerWith({ cipher: both }),
    afterwards: providerWith({ cipher: new Keyring({ current: newKey }) }),
  };
}

/** The statement waits for a lock. */
async function isWaiting(name: string): Promise<boolean> {
  const { rows } = await bundle().database.pool.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
    [`%${name}%`],
  );
  return rows.length > 0;
}

describe('while secrets are rotated', () => {
  it('no write is lost: what was set last is what is there', async () => {
    const { old, rotating } = providers();
    await old.set(all('initial'));
    const last = new Map<string, unknown>();
    const lost: unknown[] = [];
    const stop = new AbortController();
    // Each writer has keys of its own, so that it knows which value is the last; half of them still use the old key.
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      const provider = writer % 2 === 0 ? old : rotating;
      const mine = keys.filter((_key, index) => index % 6 === writer);
      for (let round = 0; !stop.signal.aborted; round += 1) {
        const key = mine[round % mine.length] ?? '';
        const found = await read(rotating, key);
        const expected = last.has(key) ? last.get(key) : 'initial';
        if (!isDeepStrictEqual(found, expected)) lost.push({ key, found, expected });
        if (round % 11 === 10) {
          await provider.delete([key]);
          last.set(key, undefined);
          continue;
        }
        await provider.set(secrets({ [key]: { writer, round } }));
        last.set(key, { writer, round });
      }
    });
    let rotated = 0;
    while (rotated < 3 * keys.length) rotated += (await rotating.rotate({ batchSize: 7 })).rotated;
    stop.abort();
    await Promise.all(writers);
    expect(lost).toEqual([]);
    for (const key of keys) expect(await read(rotating, key)).toEqual(last.has(key) ? last.get(key) : 'initial');
  });

  it('a set that commits between reading and writing wins', async () => {
    const { database } = bundle();
    const { old, rotating, afterwards } = providers();
    await old.set(secrets({ a: 'old', b: 'old' }));
    let rotation: Promise<unknown> | undefined;
    await database.transaction(async (tx) => {
      await rotating.set(secrets({ a: 'new' }), { tx });
      rotation = rotating.rotate();
      await waitFor(() => isWaiting('rotations + 1'));
    });
    expect(await rotation).toEqual({ rotated: 1, skipped: [], remaining: 0 });
    expect(await read(afterwards, 'a')).toBe('new');
    expect(await read(afterwards, 'b')).toBe('old');
  });

  it('a delete that commits between reading and writing wins', async () => {
    const { database } = bundle();
    const { old, rotating } = providers();
    await old.set(secrets({ a: 'old', b: 'old' }));
    let rotation: Promise<unknown> | undefined;
    await database.transaction(async (tx) => {
      await rotating.delete(['a'], { tx });
      rotation = rotating.rotate();
      await waitFor(() => isWaiting('rotations + 1'));
    });
    expect(await rotation).toEqual({ rotated: 1, skipped: [], remaining: 0 });
    expect(await rotating.list({ prefix: '', after: null, limit: 5 })).toEqual(['b']);
  });

  it('a transaction that takes the same rows in another order meets no deadlock: a batch waits for nobody', async () => {
    const { database } = bundle();
    const { old, rotating, afterwards } = providers();
    await old.set(secrets({ a: 'old', b: 'old', c: 'old' }));
    let rotation: Promise<unknown> | undefined;
    await database.transaction(async (tx) => {
      await rotating.set(secrets({ b: 'new' }), { tx });
      rotation = rotating.rotate();
      await waitFor(() => isWaiting('rotations + 1'));
      await rotating.set(secrets({ a: 'new' }), { tx });
    });
    expect(await rotation).toEqual({ rotated: 2, skipped: [], remaining: 0 });
    expect(await Promise.all(['a', 'b', 'c'].map((key) => read(afterwards, key)))).toEqual(['new', 'new', 'old']);
  });

  it('a set under the old key is rotated in a further pass', async () => {
    const { database } = bundle();
    const { old, rotating, afterwards } = providers();
    await old.set(secrets({ a: 'old', b: 'old' }));
    let rotation: Promise<unknown> | undefined;
    await database.transaction(async (tx) => {
      await old.set(secrets({ a: 'new' }), { tx });
      rotation = rotating.rotate();
      await waitFor(() => isWaiting('rotations + 1'));
    });
    expect(await rotation).toEqual({ rotated: 2, skipped: [], remaining: 0 });
    expect(await read(afterwards, 'a')).toBe('new');
  });

  it('a rotation ends even if somebody writes under the old key for ever', async () => {
    const { database } = bundle();
    const { old } = providers();
    await old.set(all('initial'));
    class BusyRepository extends PgSecretRepository {
      override async replaceSecretValues(parameters: ReplaceSecretValuesParams): Promise<string[]> {
        const replaced = await super.replaceSecretValues(parameters);
        await old.set(secrets({ 'key-0': 'again' }));
        return replaced;
      }
    }
    const codec = new SecretCodec({
      cipher: new Keyring({ current: newKey, previous: [oldKey] }),
      legacyKeys: undefined,
      writeVersion: '3',
    });
    const result = await rotateSecrets({ repository: new BusyRepository(database), codec }, {});
    expect(result).toEqual({ rotated: keys.length + 9, skipped: [], remaining: 1 });
  });

  it('batches of writers and of the rotation never end in a deadlock', async () => {
    const { old, rotating } = providers();
    for (let round = 0; round < 15; round += 1) {
      await old.set(all(round));
      const outcomes = await Promise.all([
        rotating.rotate({ batchSize: 25 }),
        old.set(all('a').toReversed()),
        rotating.set(all('b')),
        rotating.delete(keys.toReversed().slice(0, 30)),
      ]);
      expect(outcomes[0].skipped).toEqual([]);
    }
    expect((await rotating.get(keys)).size).toBeGreaterThanOrEqual(30);
  });
});

describe('several rotations at once', () => {
  it('do no harm: each secret is rotated, and no value is lost', async () => {
    const { old, rotating, afterwards } = providers();
    await old.set(all('x'));
    const results = await Promise.all(
      Array.from({ length: 4 }, (_, index) => rotating.rotate({ batchSize: 5 + index })),
    );
    expect(results.reduce((sum, { rotated }) => sum + rotated, 0)).toBe(keys.length);
    expect(await rotating.rotate()).toEqual({ rotated: 0, skipped: [], remaining: 0 });
    expect(new Set((await afterwards.get(keys)).values())).toEqual(new Set(['"x"']));
  });
});
