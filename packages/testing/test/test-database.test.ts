import { createTestDatabase, startEmbeddedPostgres, startTestRun } from '@kongflow/testing';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { serverVariable, templateVariable } from '../src/test-database.ts';
import { withClient } from '../src/with-client.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  return withClient(url, async (client) => (await client.query(sql)).rows);
}

const tables = "SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = 'public'";

/** Variables that a run of our own sets are taken back, so that the real run's stay. */
function keepVariables(): void {
  for (const name of [serverVariable, templateVariable]) vi.stubEnv(name, process.env[name]);
}

test('a clone has the schema and is nobody else’s', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  expect(one.name).not.toBe(two.name);
  await query(one.url, "INSERT INTO users (email) VALUES ('ada@example.com')");
  expect(await query(one.url, 'SELECT count(*)::int AS count FROM users')).toEqual([{ count: 1 }]);
  expect(await query(two.url, 'SELECT count(*)::int AS count FROM users')).toEqual([{ count: 0 }]);
});

test('an empty database is empty', async () => {
  const { url } = await createTestDatabase({ empty: true });
  expect(await query(url, tables)).toEqual([{ count: 0 }]);
});

test('many clones at once do not disturb each other', async () => {
  const clones = await Promise.all(Array.from({ length: 10 }, async () => createTestDatabase()));
  const counts = await Promise.all(clones.map(async ({ url }) => query(url, tables)));
  expect(new Set(counts.map((rows) => rows[0]?.['count'])).size).toBe(1);
});

test('outside of a run the error says what to do', async () => {
  vi.stubEnv(templateVariable, undefined);
  await expect(createTestDatabase()).rejects.toMatchObject({
    code: 'NO_TEMPLATE',
    message: expect.stringContaining('startTestRun'),
  });
});

test('a run on a server of TEST_DATABASE_URL takes everything away again, and nothing else', async () => {
  keepVariables();
  const server = await startEmbeddedPostgres();
  onTestFinished(server.stop);
  await query(server.url(), 'CREATE DATABASE kongflow_test_of_somebody');
  const run = await startTestRun({
    env: { TEST_DATABASE_URL: server.url() },
    prepare: async (url) => void (await query(url, 'CREATE TABLE marker ()')),
  });
  expect(run.template).toMatch(new RegExp(`^kongflow_test_${process.pid}_[0-9a-f]+$`));
  const { url } = await createTestDatabase();
  expect(await query(url, 'SELECT * FROM marker')).toEqual([]);
  await withClient(url, async () => run.stop()).catch(() => undefined); // a connection left open does not stop it
  expect(await query(server.url(), "SELECT datname FROM pg_database WHERE datname LIKE 'kongflow%'")).toEqual([
    { datname: 'kongflow_test_of_somebody' },
  ]);
});

test('a template that cannot be prepared leaves no database and no server', async () => {
  keepVariables();
  const server = await startEmbeddedPostgres();
  onTestFinished(server.stop);
  const prepare = async (): Promise<void> => {
    throw new Error('migration 3 is broken');
  };
  await expect(startTestRun({ env: { TEST_DATABASE_URL: server.url() }, prepare })).rejects.toThrow(
    'migration 3 is broken',
  );
  expect(await query(server.url(), "SELECT datname FROM pg_database WHERE datname LIKE 'kongflow%'")).toEqual([]);
});

test('nobody can connect to the template, which would block cloning', async () => {
  const url = new URL(process.env[serverVariable] ?? '');
  url.pathname = `/${process.env[templateVariable]}`;
  await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '55000' });
});
