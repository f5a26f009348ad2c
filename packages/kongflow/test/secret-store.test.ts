import { createDatabase } from '@kongflow/database';
import { MemorySecretProvider } from '@kongflow/secret-store';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { open, setup } from './setup.ts';

const oldKey = '0123456789abcdef0123456789abcdef';
const Token = z.object({ token: z.string() });

test('secrets are kept in the platform’s database, encrypted, each use with an entry in the audit log', async () => {
  const kongflow = await setup();
  await kongflow.secretStore.as('user:1').setSecret('slack', { token: 'xoxb-1' });
  expect(await kongflow.secretStore.getSecret('slack', Token)).toEqual({ token: 'xoxb-1' });

  const { rows } = await kongflow.database.query({
    text: 'SELECT value::text FROM secret_store',
    values: [],
    rowMode: 'array',
  });
  expect(rows.flat().join()).toMatch(/^"kf1\./);
  const log = await kongflow.secretAudit?.list({ after: 0 });
  expect(log?.entries.map(({ actor, action, result }) => [actor, action, result])).toEqual([
    ['user:1', 'set', 'ok'],
    ['system', 'get', 'ok'],
  ]);
});

test('a new encryption key reads what the previous one has written', async () => {
  const { url } = await createTestDatabase();
  const database = { connectionString: url };
  await open({ database, encryptionKey: oldKey }).secretStore.setSecret('slack', { token: 'xoxb-1' });
  const later = { database, encryptionKey: 'f'.repeat(64) };
  await expect(open(later).secretStore.getSecret('slack', Token)).rejects.toMatchObject({
    code: 'UNKNOWN_ENCRYPTION_KEY',
  });
  const { secretStore } = open({ ...later, previousEncryptionKeys: [oldKey] });
  expect(await secretStore.getSecret('slack', Token)).toEqual({ token: 'xoxb-1' });
});

test('with a cache, a platform hears of what another process changes', async () => {
  const { url } = await createTestDatabase();
  const database = { connectionString: url };
  const options = { database, secretStore: { cache: true, audit: false as const }, worker: { enabled: false } };
  const [one, other] = [open(options), open(options)];
  await Promise.all([one.start(), other.start()]);
  await one.secretStore.setSecret('slack', { token: 'xoxb-1' });
  expect(await other.secretStore.getSecret('slack', Token)).toEqual({ token: 'xoxb-1' });
  await one.secretStore.setSecret('slack', { token: 'xoxb-2' });
  await waitFor(async () => (await other.secretStore.getSecret('slack', Token))?.token === 'xoxb-2');
  expect(one.secretAudit).toBeNull();
});

test('secrets can be kept elsewhere, and their reads left out of the log', async () => {
  const kongflow = await setup({
    secretStore: { provider: new MemorySecretProvider(), audit: { reads: false } },
  });
  await kongflow.secretStore.setSecret('slack', { token: 'xoxb-1' });
  await kongflow.secretStore.getSecret('slack', Token);
  const log = await kongflow.secretAudit?.list({ after: 0 });
  expect(log?.entries.map(({ provider, action, result }) => [provider, action, result])).toEqual([
    ['memory', 'set', 'attempted'],
    ['memory', 'set', 'ok'],
  ]);
});

test('entries past their days are purged by a task', async () => {
  const { url } = await createTestDatabase();
  const database = createDatabase({ connectionString: url });
  onTestFinished(() => database.close());
  const kongflow = open({ database, secretStore: { audit: { retentionDays: 30 } } });
  await kongflow.secretStore.setSecret('slack', { token: 'xoxb-1' });
  await kongflow.secretStore.setSecret('slack', { token: 'xoxb-2' });
  await database.transaction(async ({ client }) => {
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(
      "UPDATE secret_audit_entries SET occurred_at = now() - CASE sequence WHEN 1 THEN interval '31 days' ELSE interval '29 days' END",
    );
  });
  await kongflow.start();
  await kongflow.queue.enqueue('purgeSecretAudit', { ts: new Date() });
  const actions = async (): Promise<string[]> =>
    ((await kongflow.secretAudit?.list({ after: 0 }))?.entries ?? []).map(({ action }) => action);
  await waitFor(async () => (await actions()).join() === 'set,purge');
});

test.each([0, -1, 1.5, 36_501, Number.NaN])('entries cannot be kept for %d days', (retentionDays) => {
  const database = { connectionString: 'postgres://localhost/never-connected' };
  expect(() => open({ database, secretStore: { audit: { retentionDays } } })).toThrow(
    expect.objectContaining({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('secretStore.audit.retentionDays'),
    }),
  );
});

test('a purge that is under way ends with the queue, between two batches', async () => {
  const { url } = await createTestDatabase();
  const database = createDatabase({ connectionString: url });
  onTestFinished(() => database.close());
  const kongflow = open({ database, worker: { stopTimeoutMs: 100 } });
  await kongflow.start();
  await database.transaction(async ({ client }) => {
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(
      `INSERT INTO secret_audit_entries (sequence, occurred_at, actor, action, provider, result, previous_hash, hash)
       SELECT n, now() - interval '2 years', 'user:1', 'count', 'database', 'ok', '', '' FROM generate_series(1, 1500) AS n`,
    );
    await client.query('UPDATE secret_audit_chain SET last_sequence = 1500');
  });
  await database.transaction(async ({ client }) => {
    await client.query('SELECT FROM secret_audit_chain FOR UPDATE');
    await kongflow.queue.enqueue('purgeSecretAudit', { ts: new Date() });
    await waitFor(async () => {
      const { rows } = await database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
           AND query LIKE '%secret_audit_chain%'`,
      );
      return rows.length > 0;
    });
    await kongflow.drain();
  });
  const count = async (action: string): Promise<unknown> =>
    (await database.pool.query('SELECT FROM secret_audit_entries WHERE action::text = $1', [action])).rowCount;
  await waitFor(async () => (await count('purge')) === 1);
  // Each entry takes the lock that a batch would take.
  for (let entry = 0; entry < 20; entry += 1) await kongflow.secretStore.listSecretKeys();
  expect(await count('count')).toBe(1500);
});

test('users vote for integrations', async () => {
  const kongflow = await setup();
  const user = await kongflow.tenancy.createUser({ email: 'ada@example.com' });
  const vote = { userId: user.id, identifier: 'github' };
  expect(await kongflow.apiVotes.call(vote)).toMatchObject({ isNewVote: true });
  expect(await kongflow.apiVotes.call(vote)).toMatchObject({ isNewVote: false });
});
