import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { startEmbeddedPostgres, waitFor, type EmbeddedPostgres, type EmbeddedPostgresOptions } from '@kongflow/testing';
import { expect, onTestFinished, test } from 'vitest';
import { withClient } from '../src/with-client.ts';
import { startInOtherProcess } from './support/other-process.ts';
import { isRunning, serverPid } from './support/processes.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const nobody = 65_534;

async function start(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options);
  onTestFinished(server.stop);
  return server;
}

async function setting(server: EmbeddedPostgres, name: string): Promise<string> {
  const row = await withClient(server.url(), async (client) =>
    client.query('SELECT current_setting($1) AS value', [name]),
  );
  return row.rows[0].value;
}

async function run(server: EmbeddedPostgres, sql: string): Promise<Record<string, unknown>[]> {
  return withClient(server.url(), async (client) => (await client.query(sql)).rows);
}

test('a throwaway server answers, pays for no durability, and leaves nothing behind', async () => {
  const server = await start();
  expect(await setting(server, 'server_version')).toMatch(/^18\./);
  expect(await setting(server, 'fsync')).toBe('off');
  const pid = serverPid(server.dataDirectory);
  await server.stop();
  expect(isRunning(pid)).toBe(false);
  expect(existsSync(path.dirname(server.dataDirectory))).toBe(false);
});

test('onInitdb is called once, before there is a server, and for a new directory in memory only', async () => {
  const told: string[] = [];
  const server = await start({ onInitdb: () => void told.push('initdb') }).finally(() => void told.push('started'));
  expect(told).toEqual(['initdb', 'started']);
  await server.stop();
  await start({ dataDirectory: path.join(temporaryDirectory(), 'data'), onInitdb: () => void told.push('another') });
  expect(told).toEqual(['initdb', 'started']);
});

test('stop() shares one shutdown and may be repeated', async () => {
  const server = await start();
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
  expect(server.log().match(/received fast shutdown request/g)).toHaveLength(1);
});

test('stop() does not wait for clients that stay connected', async () => {
  const server = await start();
  const connected = withClient(server.url(), async (client) => {
    await client.query('BEGIN');
    await server.stop();
    return client.query('SELECT 1');
  });
  await expect(connected).rejects.toThrow(/terminat|closed|Client/i);
  expect(server.log()).toContain('database system is shut down');
});

test('`await using` stops it', async () => {
  let directory: string;
  {
    await using server = await startEmbeddedPostgres();
    directory = server.dataDirectory;
  }
  expect(existsSync(directory)).toBe(false);
});

test('settings of the caller win, but for the ones that we depend on', async () => {
  const server = await start({
    settings: { max_connections: 7, fsync: true, logging_collector: 'on', listen_addresses: '*' },
  });
  expect(await setting(server, 'max_connections')).toBe('7');
  expect(await setting(server, 'fsync')).toBe('on');
  expect(await setting(server, 'listen_addresses')).toBe('127.0.0.1');
});

test('nobody gets in without the password', async () => {
  const server = await start();
  const url = new URL(server.url());
  expect(url.hostname).toBe('127.0.0.1');
  url.password = 'wrong';
  await expect(withClient(url.href, async (client) => client.query('SELECT 1'))).rejects.toMatchObject({
    code: '28P01',
  });
});

test('a persistent directory keeps its data, its password and its durability', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'deep', 'with space', 'pg');
  const first = await start({ dataDirectory });
  expect(await setting(first, 'fsync')).toBe('on');
  await run(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  expect(existsSync(dataDirectory)).toBe(true);

  const second = await start({ dataDirectory });
  expect(await run(second, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(new URL(second.url()).password).toBe(new URL(first.url()).password);
  expect(statSync(path.join(dataDirectory, 'kongflow-password')).mode & 0o077).toBe(0);
});

test('a server killed with -9 is started again and recovers, its lock file notwithstanding', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'pg');
  const first = await start({ dataDirectory });
  await run(first, 'CREATE TABLE kept AS SELECT 1 AS one');
  const pid = serverPid(dataDirectory);
  process.kill(pid, 'SIGKILL');
  await waitFor(() => !isRunning(pid), { describe: 'the server to die' });
  expect(existsSync(path.join(dataDirectory, 'postmaster.pid'))).toBe(true);

  const second = await start({ dataDirectory });
  expect(await run(second, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  expect(second.log()).toContain('not properly shut down');
});

test('a lock file whose number now belongs to another program does not stop it', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'pg');
  await (await start({ dataDirectory, durable: false })).stop();
  writeFileSync(path.join(dataDirectory, 'postmaster.pid'), `${process.pid}\n${dataDirectory}\n`);
  const server = await start({ dataDirectory, durable: false });
  expect(serverPid(dataDirectory)).not.toBe(process.pid);
  await server.stop();
});

test('root runs the server as whoever owns the files; everybody else owns them', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'pg');
  await (await start({ dataDirectory, durable: false })).stop();
  const isRoot = process.getuid?.() === 0;
  const files = [
    dataDirectory,
    ...readdirSync(dataDirectory, { recursive: true, encoding: 'utf8' }).map((file) => path.join(dataDirectory, file)),
  ];
  if (isRoot) for (const file of files) chownSync(file, nobody, nobody);
  const server = await start({ dataDirectory, durable: false });
  expect(await run(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(statSync(path.join(dataDirectory, 'postmaster.pid')).uid).toBe(isRoot ? nobody : process.getuid?.());
});

test('a second starter in the same process is refused, and the first goes on', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'pg');
  const server = await start({ dataDirectory, durable: false });
  await expect(startEmbeddedPostgres({ dataDirectory, durable: false })).rejects.toMatchObject({
    code: 'DATA_DIRECTORY_IN_USE',
    message: expect.stringContaining(`in use by process ${process.pid}`),
  });
  expect(await run(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a second process on the same directory is told who has it', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'pg');
  await start({ dataDirectory, durable: false });
  const other = await startInOtherProcess('stay', dataDirectory);
  expect(other.said.error).toContain(`${dataDirectory} is in use by process ${process.pid}`);
  expect(await other.exited).toBe(1);
});

test('of two starters at once on a new directory one gets it, and the other a clear error', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'pg');
  const outcomes = await Promise.allSettled([
    start({ dataDirectory, durable: false }),
    start({ dataDirectory, durable: false }),
  ]);
  const started = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(started).toHaveLength(1);
  expect(refused[0]?.reason).toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
  expect(await Promise.all(started.map(async ({ value }) => run(value, 'SELECT 1 AS one')))).toEqual([[{ one: 1 }]]);
});

test('a directory of something else is left alone', async () => {
  const dataDirectory = temporaryDirectory();
  writeFileSync(path.join(dataDirectory, 'thesis.txt'), 'years of work');
  await expect(startEmbeddedPostgres({ dataDirectory, durable: false })).rejects.toMatchObject({
    code: 'DATA_DIRECTORY_UNUSABLE',
    message: expect.stringContaining('is not empty'),
  });
  expect(readFileSync(path.join(dataDirectory, 'thesis.txt'), 'utf8')).toBe('years of work');
});

test('an empty directory that is there already is used', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'pg');
  mkdirSync(dataDirectory);
  const server = await start({ dataDirectory, durable: false });
  expect(await run(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('data of another major version is refused', async () => {
  const dataDirectory = temporaryDirectory();
  writeFileSync(path.join(dataDirectory, 'PG_VERSION'), '15\n');
  await expect(startEmbeddedPostgres({ dataDirectory, durable: false })).rejects.toMatchObject({
    code: 'DATA_DIRECTORY_UNUSABLE',
    message: expect.stringContaining('PostgreSQL 15'),
  });
});

test('a fixed port is taken, or the error says that it is in use', async () => {
  const blocker = createServer();
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, '127.0.0.1', () => {
      const address = blocker.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await expect(startEmbeddedPostgres({ port })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(`Port ${port}`),
  });
  await new Promise((resolve) => blocker.close(resolve));
  const server = await start({ port });
  expect(server.port).toBe(port);
});

test("a server that refuses to start says why, in the server's words", async () => {
  await expect(startEmbeddedPostgres({ settings: { max_connections: 'many' } })).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringContaining('invalid value for parameter "max_connections"'),
  });
});

test('a server that is not ready in time is ended', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'pg');
  await expect(startEmbeddedPostgres({ dataDirectory, durable: false, startTimeoutMs: 1 })).rejects.toMatchObject({
    code: 'START_FAILED',
  });
  const server = await start({ dataDirectory, durable: false });
  expect(await run(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});
