import { spawn } from 'node:child_process';
import path from 'node:path';
import { createTestDatabase } from '@kongflow/testing';
import { createDatabase } from '@kongflow/database';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

async function migrate(args: string[], databaseUrl: string): Promise<{ code: number | null; output: string }> {
  const script = ['--conditions=@kongflow/source', 'scripts/migrate.ts', ...args];
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl };
  const child = spawn(process.execPath, script, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

async function schemas(url: string): Promise<unknown[]> {
  await using database = createDatabase({ connectionString: url });
  const text = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'kongflow%'";
  const tables = "SELECT tablename FROM pg_tables WHERE tablename IN ('users', 'runs')";
  const { rows } = await database.query({
    text: `${text} UNION ALL ${tables} ORDER BY 1`,
    values: [],
    rowMode: 'array',
  });
  return rows.flat();
}

test('up brings schema and queue, again does nothing, down and redo count', async () => {
  const { url } = await createTestDatabase({ empty: true });
  const first = await migrate([], url);
  expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/^up {3}0001_tenancy$/m) });
  expect(await schemas(url)).toEqual(['kongflow_queue', 'runs', 'users']);
  expect(await migrate(['up'], url)).toMatchObject({ code: 0, output: expect.stringContaining('up to date') });
  expect(await migrate(['redo', '2'], url)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/down .*\ndown .*\nup {3}.*\nup {3}/),
  });
  expect(await migrate(['down', '99'], url)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^down 0001_tenancy$/m),
  });
  expect(await schemas(url)).toEqual(['kongflow_queue']);
  expect(await migrate(['down'], url)).toMatchObject({ code: 0, output: expect.stringContaining('nothing to do') });
});

test.each([['sideways'], ['up', '0'], ['down', 'all'], ['up', '1', '2']])(
  '%s %s is refused with the usage',
  async (...args) => {
    expect(await migrate(args, 'postgres://127.0.0.1:1/x')).toMatchObject({
      code: 2,
      output: expect.stringContaining('Usage'),
    });
  },
);

test('a database that cannot be reached is one line, without the password', async () => {
  const { code, output } = await migrate(['up'], 'postgres://app:hunter2@127.0.0.1:1/app');
  expect(code).toBe(1);
  expect(output).toContain('Cannot reach the database');
  expect(output).not.toMatch(/hunter2|\n {4}at /);
});
