import { expect, it } from 'vitest';
import { createDatabase } from '@kongflow/database';
import { waitFor } from '@kongflow/testing';
import { Keyring } from '@kongflow/encryption';
import { DatabaseSecretProvider, SecretAuditLog, SecretStore } from '../../src/index.ts';
import { keys, record, setup } from './setup.ts';

it('50 concurrent appends of two processes, within transactions and outside, make one chain without gaps', async () => {
  const { audit, database, url } = await setup();
  const other = createDatabase({ connectionString: url });
  const otherAudit = new SecretAuditLog({ database: other });
  await Promise.all(
    keys(50).map(async (key, index) => {
      if (index % 3 === 0) await audit.append([record(key), record(key)]);
      else if (index % 3 === 1) await otherAudit.append([record(key), record(key)]);
      else {
        await database.transaction(async (tx) => {
          await audit.append([record(key)], { tx });
          await audit.append([record(key)], { tx });
        });
      }
    }),
  );
  await other.close();
  expect(await audit.verify()).toMatchObject({ ok: true, entries: 100, firstSequence: 1, problems: [] });
  const { entries } = await audit.list({ after: 0, limit: 1000 });
  expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  // What one caller brought stands together.
  const odd = entries.filter((_, index) => index % 2 === 0).map(({ key }) => key);
  expect(entries.filter((_, index) => index % 2 === 1).map(({ key }) => key)).toEqual(odd);
});

it('transactions that are rolled back among others leave no gap', async () => {
  const { audit, database } = await setup();
  const outcomes = await Promise.allSettled(
    keys(30).map((key, index) =>
      database.transaction(async (tx) => {
        await audit.append([record(key)], { tx });
        if (index % 2 === 0) throw new Error('undone');
      }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(15);
  expect(await audit.verify()).toMatchObject({ ok: true, entries: 15 });
});

it('a server whose transactions are REPEATABLE READ by default fails neither reads nor writes that race', async () => {
  const { audit, sql, url } = await setup();
  await sql(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_isolation = 'repeatable read'`);
  const cipher = new Keyring({ current: 'f'.repeat(64) });
  await Promise.all(
    keys(4).map(async (key) => {
      await using database = createDatabase({ connectionString: url });
      const provider = new DatabaseSecretProvider({ database, cipher });
      const store = new SecretStore({ provider, audit: new SecretAuditLog({ database }) });
      for (let round = 0; round < 15; round += 1)
        await Promise.all([store.setSecret(key, round), store.getSecretCount()]);
    }),
  );
  expect(await audit.verify()).toMatchObject({ ok: true, entries: 120 });
});

it('an append outside waits for a transaction that holds the lock, and comes after it', async () => {
  const { audit, database, sql } = await setup();
  let outside: Promise<void> | undefined;
  await database.transaction(async (tx) => {
    await audit.lock(tx);
    outside = audit.append([record('outside')]);
    await waitFor(
      async () =>
        (await sql("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))
          .length > 0,
    );
    await audit.append([record('inside')], { tx });
  });
  await outside;
  expect((await audit.list({ after: 0 })).entries.map(({ key }) => key)).toEqual(['inside', 'outside']);
});

it('transactions that lock first can write rows of one another and append, twice each, without a deadlock', async () => {
  const { audit, database, sql } = await setup();
  await sql("INSERT INTO secret_store (key, value) VALUES ('a', '{}'), ('b', '{}')");
  const update = { text: 'UPDATE secret_store SET revision = revision + 1 WHERE key = $1', rowMode: 'array' as const };
  const work = (first: string, second: string): Promise<void> =>
    database.transaction(async (tx) => {
      await audit.lock(tx);
      for (const key of [first, second]) {
        await tx.query({ ...update, values: [key] });
        await audit.append([record(key, { action: 'set' })], { tx });
      }
    });
  await Promise.all(Array.from({ length: 10 }, () => [work('a', 'b'), work('b', 'a')]).flat());
  expect(await audit.verify()).toMatchObject({ ok: true, entries: 40 });
});
