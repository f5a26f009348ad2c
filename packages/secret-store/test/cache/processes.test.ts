import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { generateEncryptionKey, Keyring } from '@kongflow/encryption';
import { waitFor } from '@kongflow/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DatabaseSecretProvider, MemorySecretProvider } from '../../src/index.ts';
import { createProcesses, type Processes, type TestProcess } from './support/processes.ts';

const run = promisify(execFile);
const changeSecret = fileURLToPath(new URL('support/change-secret.ts', import.meta.url));

async function sql(processes: Processes, text: string, values: unknown[] = []): Promise<void> {
  await processes.admin.pool.query(text, values);
}

const terminateListeners =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'listener'";

describe('what one process changes, the others see', () => {
  test('a secret that is set', async () => {
    const processes = await createProcesses();
    const [here, there] = await Promise.all([processes.open(), processes.open()]);
    await here.set('a', '"one"');
    expect(await there.hold('a')).toBe('"one"');
    await here.set('a', '"two"');
    expect(await here.read('a')).toBe('"two"');
    await waitFor(async () => (await there.read('a')) === '"two"');
  });

  test('a secret that is new, and one that is deleted', async () => {
    const processes = await createProcesses();
    const [here, there] = await Promise.all([processes.open(), processes.open()]);
    expect(await there.hold('a')).toBeUndefined();
    await here.set('a', '"one"');
    await waitFor(async () => (await there.read('a')) === '"one"');
    await there.hold('a');
    expect(await here.cache.delete(['a'])).toEqual(['a']);
    expect(await here.read('a')).toBeUndefined();
    await waitFor(async () => (await there.read('a')) === undefined);
  });

  test('a transaction, once it is committed, and nothing of one that is rolled back', async () => {
    const processes = await createProcesses();
    const [here, there] = await Promise.all([processes.open(), processes.open()]);
    await here.set('a', '"one"');
    await Promise.all([here.hold('a'), there.hold('a')]);
    const rolledBack = here.database.transaction(async (tx) => {
      await here.cache.set([{ key: 'a', text: '"never"' }], { tx });
      expect((await here.cache.get(['a'], { tx })).get('a')).toBe('"never"');
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect([await here.isHeld('a'), await here.read('a')]).toEqual([true, '"one"']);

    await here.database.transaction(async (tx) => {
      await here.cache.set([{ key: 'a', text: '"two"' }], { tx });
      expect((await here.cache.get(['a'], { tx })).get('a')).toBe('"two"');
      expect(await here.read('a')).toBe('"one"');
    });
    expect(await here.read('a')).toBe('"two"');
    await waitFor(async () => (await there.read('a')) === '"two"');
  });

  test('rows that are changed by hand', async () => {
    const processes = await createProcesses();
    const { set, hold, read } = await processes.open();
    await set('a', '"one"');
    await set('b', '"two"');
    await Promise.all([hold('a'), hold('b'), hold('c')]);
    await sql(processes, "INSERT INTO secret_store (key, value) VALUES ('c', '\"three\"')");
    await sql(processes, "DELETE FROM secret_store WHERE key = 'a'");
    await waitFor(async () => (await read('a')) === undefined && (await read('c')) === '"three"');

    await hold('c');
    await sql(processes, "UPDATE secret_store SET value = '\"four\"' WHERE key = 'c'");
    await waitFor(async () => (await read('c')) === '"four"');
    await Promise.all([hold('c'), hold('d')]);
    await sql(processes, "UPDATE secret_store SET key = 'd' WHERE key = 'c'");
    await waitFor(async () => (await read('c')) === undefined && (await read('d')) === '"four"');
    await Promise.all([hold('b'), hold('d')]);
    await sql(processes, 'TRUNCATE secret_store');
    await waitFor(async () => (await read('b')) === undefined && (await read('d')) === undefined);
  });

  test('a real process', async () => {
    const processes = await createProcesses();
    const here = await processes.open();
    await here.set('shared', '"mine"');
    expect(await here.hold('shared')).toBe('"mine"');
    const { stdout } = await run(
      process.execPath,
      ['--conditions=@kongflow/source', changeSecret, processes.url, 'shared', 'theirs'],
      { env: { ...process.env, TEST_ENCRYPTION_KEY: processes.encryptionKey } },
    );
    expect(stdout).toContain('changed');
    await waitFor(async () => (await here.read('shared')) === '"theirs"');
  });

  test('also where the secrets are not in a database, and many at once', async () => {
    const processes = await createProcesses();
    const provider = new MemorySecretProvider();
    const [here, there] = await Promise.all([processes.open({ provider }), processes.open({ provider })]);
    const keys = Array.from({ length: 500 }, (_, index) => `${index}-${'ü'.repeat(490)}`);
    await Promise.all(keys.map(async (key) => there.read(key)));
    expect(there.cache.stats().negativeEntries).toBe(500);
    await here.cache.set(keys.map((key) => ({ key, text: '1' })));
    await waitFor(async () => (await there.cache.get(keys)).size === 500);
    await here.cache.delete(keys);
    await waitFor(async () => (await there.cache.get(keys)).size === 0);
  });
});

test('rotation changes no secret, and drives none out of memory', async () => {
  const processes = await createProcesses();
  const current = generateEncryptionKey();
  const previous = [processes.encryptionKey];
  const [here, there] = await Promise.all([
    processes.open({ keyring: new Keyring({ current: processes.encryptionKey }) }),
    processes.open({ keyring: new Keyring({ current, previous }) }),
  ]);
  await here.set('a', '"one"');
  await here.set('marker', '"before"');
  await Promise.all([there.hold('a'), there.hold('marker')]);
  const provider = new DatabaseSecretProvider({
    database: processes.admin,
    cipher: new Keyring({ current, previous }),
  });
  expect(await provider.rotate()).toMatchObject({ rotated: 2, remaining: 0 });
  // Notifications come in the order of the commits: once this one is here, all of the rotation would be.
  await provider.set([{ key: 'marker', text: '"after"' }]);
  await waitFor(async () => (await there.read('marker')) === '"after"');
  expect([await there.isHeld('a'), await there.read('a')]).toEqual([true, '"one"']);
});

describe('when the listening connection is lost', () => {
  test('every read goes through until it is back, and none is stale', async () => {
    const processes = await createProcesses();
    const role = new URL(processes.url).pathname.slice(1).concat('_listener');
    const channelUrl = new URL(processes.url);
    channelUrl.username = role;
    channelUrl.password = 'listener';
    await sql(processes, `CREATE ROLE ${role} LOGIN PASSWORD 'listener'`);
    onTestFinished(async () => sql(processes, `DROP ROLE ${role}`).catch(() => undefined));
    const [here, there] = await Promise.all([processes.open(), processes.open({ channelUrl: channelUrl.href })]);
    await here.set('a', '"one"');
    await there.hold('a');

    await sql(processes, `ALTER ROLE ${role} NOLOGIN`);
    await sql(processes, `${terminateListeners} AND usename = $1`, [role]);
    await waitFor(() => !there.cache.stats().isCaching);
    await here.set('a', '"two"');
    const { misses } = there.cache.stats();
    expect([await there.read('a'), await there.read('a'), await there.read('a')]).toEqual(Array(3).fill('"two"'));
    expect(there.cache.stats()).toMatchObject({ misses: misses + 3, entries: 0, isCaching: false });
    await waitFor(() => processes.failures() >= 2);
    expect(there.cache.stats().isCaching).toBe(false);

    await sql(processes, `ALTER ROLE ${role} LOGIN`);
    await waitFor(() => there.cache.stats().isCaching);
    expect(await there.hold('a')).toBe('"two"');
    await here.set('a', '"three"');
    await waitFor(async () => (await there.read('a')) === '"three"');
  });

  test('what changed meanwhile is seen by the first read after it', async () => {
    const processes = await createProcesses();
    const { provider, cache, hold, read } = await processes.open();
    for (let round = 1; round <= 5; round += 1) {
      await hold('a');
      const failures = processes.failures();
      await sql(processes, terminateListeners);
      await provider.set([{ key: 'a', text: `${round}` }]);
      await waitFor(() => processes.failures() > failures);
      await waitFor(() => cache.stats().isCaching);
      expect(await read('a')).toBe(`${round}`);
    }
  });
});

test('a process always reads what it has written, and the others catch up, while all of them read', async () => {
  const processes = await createProcesses();
  const [here, there] = await Promise.all([processes.open(), processes.open()]);
  const stop = new AbortController();
  const readOn = async ({ read }: TestProcess): Promise<void> => {
    while (!stop.signal.aborted) {
      await read('counter');
      await setImmediate();
    }
  };
  const readers = Promise.all([readOn(here), readOn(here), readOn(there), readOn(there)]);
  for (let written = 1; written <= 100; written += 1) {
    await here.set('counter', `${written}`);
    expect(await here.read('counter')).toBe(`${written}`);
  }
  await waitFor(async () => (await there.read('counter')) === '100');
  stop.abort();
  await readers;
});
