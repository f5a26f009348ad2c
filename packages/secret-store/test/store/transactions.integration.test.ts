import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SecretStoreError } from '../../src/index.ts';
import { RecordingAudit } from '../support/recording-audit.ts';
import { setup } from './setup.ts';

const bundle = setup();

const down = new SecretStoreError('PROVIDER_UNAVAILABLE', 'The provider does not answer.');
class Undo extends Error {}

describe("the caller's transaction", () => {
  it('has the writes and their entries, or none of them', async () => {
    const { database, store, keys, entries } = bundle();
    await database.transaction(async (tx) => {
      expect(await store.setSecrets({ a: 1, b: 2 }, { tx })).toEqual(['a', 'b']);
      expect(await store.deleteSecret('a', { tx })).toBe(true);
      expect(await keys()).toEqual([]);
      expect(await entries()).toEqual([]);
    });
    expect(await keys()).toEqual(['b']);
    expect(await entries()).toEqual(['ada set a ok', 'ada set b ok', 'ada delete a ok']);

    const undone = database.transaction(async (tx) => {
      await store.setSecret('c', 3, { tx });
      await store.deleteSecrets(['b'], { tx });
      throw new Undo();
    });
    await expect(undone).rejects.toThrow(Undo);
    expect(await keys()).toEqual(['b']);
    expect(await entries()).toHaveLength(3);
  });

  it('keeps the entry of a read also when it rolls back', async () => {
    const { database, store, entries } = bundle();
    await store.setSecret('k', 1);
    const undone = database.transaction(async (tx) => {
      expect(await store.getSecret('k', z.number(), { tx })).toBe(1);
      expect(await store.getSecretCount({}, { tx })).toBe(1);
      expect((await store.listSecretKeys({}, { tx })).keys).toEqual(['k']);
      throw new Undo();
    });
    await expect(undone).rejects.toThrow(Undo);
    expect(await entries()).toEqual(['ada set k ok', 'ada get k ok', 'ada count  ok', 'ada list  ok']);
  });

  it('keeps the entries of reads also when it has written and rolls back, each once', async () => {
    const { database, store, entries } = bundle();
    await store.setSecret('k', 'old');
    const undone = database.transaction(async (tx) => {
      await store.setSecret('k', 'new', { tx });
      for (let n = 0; n < 3; n += 1) expect(await store.getSecret('k', z.string(), { tx })).toBe('new');
      throw new Undo();
    });
    await expect(undone).rejects.toThrow(Undo);
    const reads = Array.from({ length: 3 }, () => 'ada get k ok');
    await waitFor(async () => (await entries()).length > 1);
    expect(await entries()).toEqual(['ada set k ok', ...reads]);
  });

  it('that reads what it has written and commits leaves the entry of the read once', async () => {
    const { database, store, entries } = bundle();
    for (let round = 0; round < 20; round += 1) {
      await database.transaction(async (tx) => {
        await store.setSecret('k', round, { tx });
        expect(await store.getSecret('k', z.number(), { tx })).toBe(round);
      });
    }
    // An entry made outside would have come before this one: it waits for the same lock.
    await store.deleteSecret('k');
    expect((await entries()).filter((entry) => entry === 'ada get k ok')).toHaveLength(20);
  });

  it('leaves the entry of a read once also when the answer to its commit comes late', async () => {
    const { database, store, entries } = bundle();
    await database.transaction(async (tx) => {
      await store.setSecret('k', 1, { tx });
      expect(await store.getSecret('k', z.number(), { tx })).toBe(1);
      await waitFor(async () => {
        const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        // Not in the transaction, which keeps its first look at the sessions.
        return (await database.query({ text: waiting, values: [], rowMode: 'array' })).rowCount === 1;
      });
      const late = async (command: string) => {
        Reflect.deleteProperty(tx.client, 'query');
        expect(command).toBe('COMMIT');
        const answer = await tx.client.query(command);
        // Waits for the same lock, behind what the read has left to do.
        await store.deleteSecret('k');
        return answer;
      };
      Object.assign(tx.client, { query: late });
    });
    expect(await entries()).toEqual(['ada set k ok', 'ada get k ok', 'ada delete k ok']);
  });

  it('reads what it has written itself; the entry of that goes with it', async () => {
    const { database, store, entries } = bundle();
    await database.transaction(async (tx) => {
      await store.setSecret('k', 'new', { tx });
      expect(await store.getSecret('k', z.string(), { tx })).toBe('new');
      expect(await store.scope('k').as('bob').getSecretCount({}, { tx })).toBe(1);
      await store.deleteSecret('k', { tx });
      expect(await store.getSecret('k', z.string(), { tx })).toBeUndefined();
    });
    expect(await entries()).toEqual([
      'ada set k ok',
      'ada get k ok',
      'bob count k ok',
      'ada delete k ok',
      'ada get k not_found',
    ]);
  });

  it('ends although a call in it has failed; the entry about that comes when it has', async () => {
    const { database, provider, store, keys, entries } = bundle();
    const undone = database.transaction(async (tx) => {
      await store.setSecret('a', 1, { tx });
      provider.fail = () => down;
      await expect(store.getSecret('a', z.number(), { tx })).rejects.toBe(down);
      await expect(store.setSecret('b', 2, { tx })).rejects.toBe(down);
      throw new Undo();
    });
    await expect(undone).rejects.toThrow(Undo);
    expect(await keys()).toEqual([]);
    await waitFor(async () => (await entries()).length === 2);
    expect((await entries()).toSorted()).toEqual(['ada get a PROVIDER_UNAVAILABLE', 'ada set b PROVIDER_UNAVAILABLE']);
  });

  it('may go on after a failed write, and keeps what succeeded', async () => {
    const { database, provider, store, keys, entries } = bundle();
    await database.transaction(async (tx) => {
      provider.fail = () => down;
      await expect(store.setSecret('a', 1, { tx })).rejects.toBe(down);
      provider.fail = undefined;
      await store.setSecret('b', 2, { tx });
    });
    // The failure arose behind the statement, which was not undone: what the transaction holds is its caller's to say.
    expect(await keys()).toEqual(['a', 'b']);
    await waitFor(async () => (await entries()).length === 2);
    expect((await entries()).toSorted()).toEqual(['ada set a PROVIDER_UNAVAILABLE', 'ada set b ok']);
  });

  it('does not take the log from reads outside of it that began before it wrote', async () => {
    const { database, store, entries } = bundle();
    await store.setSecret('k', 1);
    await database.transaction(async (tx) => {
      expect(await store.getSecret('k', z.number(), { tx })).toBe(1);
      expect(await store.getSecret('k', z.number())).toBe(1);
      await store.setSecret('l', 2, { tx });
    });
    expect(await entries()).toHaveLength(4);
  });

  it('takes the log before the rows: writers of the same keys in opposite order both succeed', async () => {
    const { database, store, entries, audit } = bundle();
    const write = async (actor: string, keys: readonly string[]): Promise<void> =>
      database.transaction(async (tx) => {
        for (const key of keys) await store.as(actor).setSecret(key, actor, { tx });
      });
    for (let round = 0; round < 10; round += 1) {
      await Promise.all([write('ada', ['a', 'b', 'c']), write('bob', ['c', 'b', 'a'])]);
    }
    expect(await entries()).toHaveLength(60);
    expect((await audit.verify()).ok).toBe(true);
  });

  it('is not called done by a log of another database unless it commits', async () => {
    const { database, storeWith } = bundle();
    const audit = new RecordingAudit();
    const store = storeWith({ audit });
    const undone = database.transaction(async (tx) => {
      await store.setSecrets({ a: 1, b: 2 }, { tx });
      throw new Undo();
    });
    await expect(undone).rejects.toThrow(Undo);
    expect(audit.lines).toEqual(['ada set a attempted', 'ada set b attempted']);

    await database.transaction(async (tx) => {
      await store.setSecret('a', 1, { tx });
      await store.deleteSecret('missing', { tx });
    });
    await waitFor(() => audit.lines.length === 6);
    expect(audit.lines.slice(2)).toEqual([
      'ada set a attempted',
      'ada delete missing attempted',
      'ada set a ok',
      'ada delete missing not_found',
    ]);
  });

  it('leaves no entries where there is no log', async () => {
    const { database, storeWith, keys, entries } = bundle();
    const store = storeWith({ audit: undefined });
    const undone = database.transaction(async (tx) => {
      await store.setSecret('a', 1, { tx });
      throw new Undo();
    });
    await expect(undone).rejects.toThrow(Undo);
    await database.transaction(async (tx) => store.setSecret('b', 1, { tx }));
    expect(await keys()).toEqual(['b']);
    expect(await entries()).toEqual([]);
  });
});

describe('a lone write', () => {
  it('is done again when it has lost to a deadlock', async () => {
    const { database, store, keys, entries, provider } = bundle();
    let failures = 2;
    provider.fail = undefined;
    const set = provider.set.bind(provider);
    provider.set = async (secrets, options) => {
      const written = await set(secrets, options);
      if (failures-- > 0) {
        await options?.tx?.query({
          text: `DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = 'deadlock_detected'; END $$`,
          values: [],
          rowMode: 'array',
        });
      }
      return written;
    };
    expect(await store.setSecret('k', 1)).toBe(true);
    expect(failures).toBe(-1);
    expect(await keys()).toEqual(['k']);
    expect(await entries()).toEqual(['ada set k ok']);
    expect(await database.transaction(async (tx) => store.getSecret('k', z.number(), { tx }))).toBe(1);
  });

  it('gives up in the end, and says so in the log', async () => {
    const { store, provider, keys, entries } = bundle();
    let tries = 0;
    provider.set = async (_, options) => {
      tries += 1;
      await options?.tx?.query({
        text: `DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = 'deadlock_detected'; END $$`,
        values: [],
        rowMode: 'array',
      });
      return [];
    };
    await expect(store.setSecret('k', 1)).rejects.toMatchObject({ code: 'DEADLOCK' });
    expect(tries).toBe(6);
    expect(await keys()).toEqual([]);
    expect(await entries()).toEqual(['ada set k DEADLOCK']);
  });
});
