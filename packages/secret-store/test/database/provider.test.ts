import type { QueryConfig } from '@kongflow/database';
import { EnvelopeCipher, keyIdOf, keyringWrapper } from '@kongflow/encryption';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { compareKeys } from '../../src/index.ts';
import { read, secrets, setup } from './setup.ts';

const bundle = setup();

/** The statements that `work` sends. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const query = vi.spyOn(bundle().database, 'query');
  try {
    await work();
    return query.mock.calls.map(([config]: [QueryConfig]) => config.name ?? config.text);
  } finally {
    query.mockRestore();
  }
}

describe('set', () => {
  it('stores a secret encrypted, under the current key, as version 3', async () => {
    const { keyring, provider, rows } = bundle();
    await provider.set(secrets({ 'oauth.github': { clientSecret: 'hunter2hunter2' } }));
    const row = (await rows()).get('oauth.github');
    expect(row).toMatchObject({ version: '3', keyId: keyring.currentKeyId, revision: 1 });
    expect(row?.value).toMatch(/^kf1\./);
    expect(keyIdOf(String(row?.value))).toBe(keyring.currentKeyId);
    const { rows: raw } = await bundle().database.pool.query(
      `SELECT 1 FROM secret_store WHERE secret_store::text ILIKE '%hunter2%'`,
    );
    expect(raw).toEqual([]);
  });

  it('counts the revision up and moves updated_at, once for each write', async () => {
    const { provider, rows } = bundle();
    await provider.set(secrets({ a: 1, b: 1 }));
    const before = (await rows()).get('a');
    await provider.set(secrets({ a: 1 }));
    await provider.set(secrets({ a: 2 }));
    const after = await rows();
    expect(after.get('a')?.revision).toBe(3);
    expect(after.get('a')?.updatedAt.getTime()).toBeGreaterThan(before?.updatedAt.getTime() ?? Infinity);
    expect(after.get('b')?.revision).toBe(1);
  });

  it('leaves a secret that exists untouched with ifAbsent', async () => {
    const { provider, rows } = bundle();
    await provider.set(secrets({ a: 'old' }));
    const before = (await rows()).get('a');
    expect(await provider.set(secrets({ a: 'new', b: 'new' }), { ifAbsent: true })).toEqual(['b']);
    expect((await rows()).get('a')).toEqual(before);
  });

  it('stores all of a batch or nothing', async () => {
    const { provider, rows } = bundle();
    const tooLong = 'x'.repeat(501);
    await expect(provider.set(secrets({ fine: 1, [tooLong]: 2 }))).rejects.toMatchObject({ name: 'DatabaseError' });
    expect((await rows()).size).toBe(0);
  });

  it('keeps every JSON value as it is, also what counts as false', async () => {
    const { keyring, provider, providerWith } = bundle();
    const envelope = providerWith({ cipher: new EnvelopeCipher({ wrapper: keyringWrapper(keyring) }) });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom(false, 0, '', null, '\0', '\ud800'), fc.jsonValue()),
        fc.constantFrom(provider, envelope),
        async (value, writer) => {
          const text = JSON.stringify(value);
          await writer.set([{ key: 'key', text }]);
          expect((await writer.get(['key'])).get('key')).toBe(text);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('each operation', () => {
  it('is one named statement, however many secrets it is about', async () => {
    const { provider } = bundle();
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key-${index}`, { index }]));
    const keys = Object.keys(many);
    const operations: [string, () => Promise<unknown>][] = [
      ['SetSecrets', () => provider.set(secrets(many))],
      ['CreateSecrets', () => provider.set(secrets(many), { ifAbsent: true })],
      ['GetSecrets', () => provider.get(keys)],
      ['ListSecretKeys', () => provider.list({ prefix: 'key-', after: null, limit: 1_000 })],
      ['CountSecrets', () => provider.count('key-')],
      ['DeleteSecrets', () => provider.delete(keys)],
    ];
    for (const [name, operation] of operations) {
      expect(await statementsOf(operation)).toEqual([expect.stringMatching(new RegExp(`^${name}_[0-9a-f]+$`))]);
    }
    expect(await provider.count('')).toBe(0);
  });

  it('on nothing asks the database nothing', async () => {
    const { provider } = bundle();
    expect(
      await statementsOf(async () => {
        await provider.get([]);
        await provider.set([]);
        await provider.delete([]);
      }),
    ).toEqual([]);
  });

  it('takes part in the transaction it is given, and goes with it', async () => {
    const { database, provider } = bundle();
    await provider.set(secrets({ kept: 'old' }));
    const rollback = new Error('changed my mind');
    const work = database.transaction(async (tx) => {
      await provider.set(secrets({ kept: 'new', made: 1 }), { tx });
      expect(await provider.delete(['made'], { tx })).toEqual(['made']);
      expect(await provider.set(secrets({ kept: 'x', other: 1 }), { tx, ifAbsent: true })).toEqual(['other']);
      expect((await provider.get(['kept'], { tx })).get('kept')).toBe('"new"');
      expect(await provider.list({ prefix: '', after: null, limit: 9 }, { tx })).toEqual(['kept', 'other']);
      expect(await provider.count('', { tx })).toBe(2);
      expect(await read(provider, 'kept')).toBe('old');
      throw rollback;
    });
    await expect(work).rejects.toBe(rollback);
    expect(await read(provider, 'kept')).toBe('old');
    expect(await provider.count('')).toBe(1);
  });
});

describe('list and count', () => {
  it('agree with the order of bytes, whatever the keys, the prefix and the page', async () => {
    const { database, provider } = bundle();
    const unit = fc.constantFrom('a', 'b', '/', '%', '_', 'ß', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}');
    const key = fc.string({ unit, minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { minLength: 1, maxLength: 30 }),
        fc.string({ unit, maxLength: 2 }),
        fc.option(key),
        fc.integer({ min: 1, max: 8 }),
        async (keys, prefix, after, limit) => {
          await database.pool.query('DELETE FROM secret_store');
          await provider.set(keys.map((name) => ({ key: name, text: '1' })));
          const matching = keys.filter((name) => name.startsWith(prefix)).toSorted(compareKeys);
          expect(await provider.count(prefix)).toBe(matching.length);
          const behind = matching.filter((name) => after === null || compareKeys(name, after) > 0);
          expect(await provider.list({ prefix, after, limit })).toEqual(behind.slice(0, limit));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('know the longest key of the last characters', async () => {
    const { insert, provider } = bundle();
    const last = '\u{10ffff}'.repeat(500);
    await insert(last, 1);
    expect(await provider.list({ prefix: '', after: null, limit: 5 })).toEqual([last]);
    expect(await provider.count('\u{10ffff}')).toBe(1);
  });
});
