import { createServer } from 'node:http';
import path from 'node:path';
import { startPostgres } from '@kongflow/testing';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { withDatabase } from '../src/start-postgres.ts';
import { serverVariable } from '../src/test-database.ts';
import { withClient } from '../src/with-client.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const ofTheRun = process.env[serverVariable] ?? '';
const noEngine = 'unix:///nonexistent/docker.sock';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('TEST_DATABASE_URL is preferred, and stopping leaves that server alone', async () => {
  const lines: string[] = [];
  const server = await startPostgres({ env: { TEST_DATABASE_URL: ofTheRun }, log: (line) => lines.push(line) });
  expect(server.kind).toBe('url');
  expect(lines).toEqual([server.description]);
  expect(server.description).toMatch(/^PostgreSQL [\d.]+.*: the server of TEST_DATABASE_URL$/);
  await server.stop();
  expect(await withClient(server.url(), async (client) => (await client.query('SELECT 1 AS one')).rows)).toEqual([
    { one: 1 },
  ]);
});

test('a TEST_DATABASE_URL that leads nowhere is an error, not a reason to take another server', async () => {
  const starting = startPostgres({ env: { TEST_DATABASE_URL: 'postgres://app:hunter2@127.0.0.1:1/app' } });
  await expect(starting).rejects.toMatchObject({
    code: 'NO_POSTGRES',
    message: expect.stringContaining('ECONNREFUSED'),
  });
  await expect(starting).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
});

test('without it and without Docker the embedded server is taken, and the line says why', async () => {
  await using server = await startPostgres({ env: { DOCKER_HOST: noEngine }, settings: { max_connections: 9 } });
  expect(server.kind).toBe('embedded');
  expect(server.description).toMatch(
    /the embedded server \(TEST_DATABASE_URL is not set; Docker: no engine answers\)$/,
  );
  const { rows } = await withClient(server.url('template1'), async (client) => client.query('SHOW max_connections'));
  expect(rows).toEqual([{ max_connections: '9' }]);
});

test('an engine that answers but cannot run a container is passed over, with its reason', async () => {
  const socket = path.join(temporaryDirectory(), 'docker.sock');
  const engine = createServer((request, response) => {
    response.writeHead(request.url?.endsWith('/_ping') ? 200 : 500, { 'content-type': 'application/json' });
    response.end(request.url?.endsWith('/_ping') ? 'OK' : '{"message":"no space left"}');
  });
  await new Promise<void>((resolve) => engine.listen(socket, resolve));
  onTestFinished(() => void engine.close());
  vi.stubEnv('DOCKER_HOST', `unix://${socket}`);
  await using server = await startPostgres({ env: { DOCKER_HOST: `unix://${socket}` } });
  expect(server.kind).toBe('embedded');
  expect(server.description).toMatch(/Docker: the engine answers, but the container failed: .+/);
});

test('a URL keeps its parameters when the database changes', () => {
  expect(withDatabase('postgres://a:b@h:1/old?sslmode=require', 'new db')).toBe(
    'postgres://a:b@h:1/new%20db?sslmode=require',
  );
  expect(withDatabase('postgres://h', undefined)).toBe('postgres://h');
});
