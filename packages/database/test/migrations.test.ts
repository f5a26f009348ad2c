import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrationsDirectory, runMigrations } from '@kongflow/database';
import { expect, onTestFinished, test } from 'vitest';
import { open, setup, sql } from './support/setup.ts';

const one = '-- Up Migration\nCREATE TABLE one (id int);\n-- Down Migration\nDROP TABLE one;\n';
const two = '-- Up Migration\nCREATE TABLE two (id int);\n-- Down Migration\nDROP TABLE two;\n';

function folder(files: Record<string, string>): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'kongflow-test-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(directory, name), content);
  return directory;
}

async function tables(url: string): Promise<unknown[]> {
  const { rows } = await sql(open(url), "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  return rows.flat();
}

test('up applies everything once, down takes back one, redo does one over', async () => {
  const { url } = await setup();
  const directory = folder({ '0001_one.sql': one, '0002_two.sql': two });
  expect(await runMigrations(url, { directory })).toEqual([
    { name: '0001_one', direction: 'up' },
    { name: '0002_two', direction: 'up' },
  ]);
  expect(await runMigrations(url, { directory })).toEqual([]);
  expect(await runMigrations(url, { directory, direction: 'down' })).toEqual([{ name: '0002_two', direction: 'down' }]);
  expect(await tables(url)).toEqual(['kongflow_migrations', 'one']);
  expect(await runMigrations(url, { directory, direction: 'redo' })).toEqual([
    { name: '0001_one', direction: 'down' },
    { name: '0001_one', direction: 'up' },
  ]);
  expect(await runMigrations(url, { directory, count: 1 })).toEqual([{ name: '0002_two', direction: 'up' }]);
  expect(await runMigrations(url, { directory, direction: 'down', count: 5 })).toHaveLength(2);
  expect(await runMigrations(url, { directory, direction: 'redo' })).toEqual([]);
});

test('a Database will do as well, and keeps none of the session settings', async () => {
  const { database } = await setup({ max: 1, statementTimeoutMs: 4_321 });
  const directory = folder({ '0001_one.sql': one });
  expect(await runMigrations(database, { directory })).toHaveLength(1);
  expect((await sql(database, 'SHOW statement_timeout')).rows).toEqual([['4321ms']]);
});

test('a migration may take longer than the statement timeout of the pool', async () => {
  const { database } = await setup({ statementTimeoutMs: 200 });
  const slow = '-- Up Migration\nSELECT pg_sleep(0.3);\n-- Down Migration\n';
  expect(await runMigrations(database, { directory: folder({ '0001_slow.sql': slow }) })).toHaveLength(1);
});

test('a failing file leaves nothing of the ones before it either, and the error names the reason', async () => {
  const { url } = await setup();
  const directory = folder({
    '0001_one.sql': one,
    '0002_broken.sql': '-- Up Migration\nCREATE TABLE two (id nosuchtype);\n-- Down Migration\n',
  });
  await expect(runMigrations(url, { directory })).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    sqlState: '42704',
    message: expect.stringContaining('type "nosuchtype" does not exist'),
  });
  expect(await tables(url)).not.toContain('one');
});

test('a migration without a way down refuses to go down', async () => {
  const { url } = await setup();
  const directory = folder({ '0001_one.sql': '-- Up Migration\nCREATE TABLE one (id int);\n' });
  await runMigrations(url, { directory });
  await expect(runMigrations(url, { directory, direction: 'down' })).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
  });
  expect(await tables(url)).toContain('one');
});

test('a file that sorts before an applied one is refused', async () => {
  const { url } = await setup();
  await runMigrations(url, { directory: folder({ '0002_two.sql': two }) });
  const directory = folder({ '0001_one.sql': one, '0002_two.sql': two });
  await expect(runMigrations(url, { directory })).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
});

test('of many starters at once one migrates, and the others wait until it is done', async () => {
  const { url } = await setup();
  const results = await Promise.all(Array.from({ length: 8 }, async () => runMigrations(url)));
  const expected = readdirSync(migrationsDirectory()).filter((name) => name.endsWith('.sql')).length;
  expect(results.map((steps) => steps.length).toSorted((a, b) => b - a)).toEqual([expected, 0, 0, 0, 0, 0, 0, 0]);
});

test.each([0, -1, 1.5, Number.NaN])('a count of %s is refused', async (count) => {
  const { url } = await setup();
  await expect(runMigrations(url, { count })).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
});

test('a folder that is not there, a server that is not there, a URL that is none', async () => {
  const { url } = await setup();
  await expect(
    runMigrations(url, { directory: new URL('no-such-folder', import.meta.url).pathname }),
  ).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
  await expect(runMigrations('postgres://127.0.0.1:1/x')).rejects.toMatchObject({ code: 'CONNECTION' });
  await expect(runMigrations('nonsense')).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
});
