import assert from 'node:assert/strict';
import type { Database, Transaction } from '@kongflow/database';
import { SecretStoreError } from '../errors.ts';
import type { SecretProvider } from '../providers/provider.ts';
import { type ConformanceCase, conformanceCase, type Scenario, secretsOf } from './conformance-case.ts';

class Undo extends Error {}

/** Transactions of the provider's database; or that there are none. */
export const transactionCases: readonly ConformanceCase[] = [
  transactionCase('undoes a write with its transaction', async ({ provider, key, put, read }, database) => {
    await put({ [key('replaced')]: 'old', [key('deleted')]: 'old' });
    await undone(database, async (tx) => {
      await provider.set(secretsOf([key('new'), key('replaced')], 'new'), { tx });
      await provider.delete([key('deleted')], { tx });
    });
    assert.equal(await read(key('new')), undefined);
    assert.equal(await read(key('replaced')), 'old');
    assert.equal(await read(key('deleted')), 'old');
  }),

  transactionCase('keeps a write that was committed', async ({ provider, key, put, read }, database) => {
    await put({ [key('deleted')]: 'old' });
    await database.transaction(async (tx) => {
      assert.deepEqual(await provider.set(secretsOf([key('new')], 'new'), { tx }), [key('new')]);
      assert.deepEqual(await provider.delete([key('deleted')], { tx }), [key('deleted')]);
    });
    assert.equal(await read(key('new')), 'new');
    assert.equal(await read(key('deleted')), undefined);
  }),

  transactionCase('shows a transaction its own writes, and nobody else', async (scenario, database) => {
    const { provider, base, key, put, read } = scenario;
    await put({ [key('a')]: 'old' });
    await database.transaction(async (tx) => {
      await provider.set(secretsOf([key('a'), key('b')], 'new'), { tx });
      const inside = await provider.get([key('a'), key('b')], { tx });
      assert.deepEqual(new Map(inside), new Map([key('a'), key('b')].map((each) => [each, '"new"'])));
      assert.deepEqual(await provider.list({ prefix: base, after: null, limit: 10 }, { tx }), [key('a'), key('b')]);
      assert.equal(await provider.count(base, { tx }), 2);

      assert.equal(await read(key('a')), 'old');
      assert.equal(await read(key('b')), undefined);
      assert.equal(await provider.count(base), 1);
    });
    assert.equal(await read(key('a')), 'new');
  }),

  transactionCase('writes with ifAbsent in a transaction', async ({ provider, key, put, read }, database) => {
    await put({ [key('there')]: 'old' });
    await undone(database, async (tx) => {
      const keys = [key('there'), key('new')];
      assert.deepEqual(await provider.set(secretsOf(keys, 'new'), { tx, ifAbsent: true }), [key('new')]);
      assert.deepEqual(await provider.set(secretsOf(keys, 'newer'), { tx, ifAbsent: true }), []);
    });
    assert.equal(await read(key('new')), undefined);
  }),

  conformanceCase('refuses transactions when it has no database', async ({ provider, key, put, read }) => {
    if (provider.database !== null) return;
    await put({ [key('there')]: 'old' });
    const tx = foreignTransaction;
    const keys = [key('there'), key('new')];
    await refused(() => provider.set(secretsOf(keys, 'new'), { tx }));
    await refused(() => provider.set(secretsOf(keys, 'new'), { tx, ifAbsent: true }));
    await refused(() => provider.delete(keys, { tx }));
    await refused(() => provider.get(keys, { tx }));
    await refused(() => provider.list({ prefix: '', after: null, limit: 1 }, { tx }));
    await refused(() => provider.count('', { tx }));
    assert.equal(await read(key('there')), 'old');
    assert.equal(await read(key('new')), undefined);
  }),
];

function transactionCase(
  name: string,
  act: (scenario: Scenario, database: Database) => Promise<void>,
): ConformanceCase {
  return conformanceCase(`${name}, when it has a database`, async (scenario) => {
    const { database } = scenario.provider satisfies SecretProvider;
    if (database !== null) await act(scenario, database);
  });
}

/** Nothing may be asked of it: it is refused for being there. */
const foreignTransaction: Transaction = {
  get client(): never {
    throw new Error('A provider without a database has used a transaction.');
  },
  query: async () => {
    throw new Error('A provider without a database has used a transaction.');
  },
  afterCommit() {
    throw new Error('A provider without a database has used a transaction.');
  },
};

async function undone(database: Database, work: (tx: Transaction) => Promise<void>): Promise<void> {
  await assert.rejects(
    database.transaction(async (tx) => {
      await work(tx);
      throw new Undo();
    }),
    Undo,
  );
}

async function refused(call: () => Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => error instanceof SecretStoreError && error.code === 'TRANSACTION_UNSUPPORTED');
}
