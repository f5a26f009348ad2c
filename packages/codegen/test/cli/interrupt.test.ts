import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProject, PLAIN_CONFIG } from '../support/project.ts';

const BIN = path.join(import.meta.dirname, '../../src/bin.ts');

let server: EmbeddedPostgres;
let blocker: Client;
let observer: Client;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  blocker = new Client({ connectionString: server.url() });
  observer = new Client({ connectionString: server.url() });
  await Promise.all([blocker.connect(), observer.connect()]);
  await blocker.query('CREATE ROLE witness');
});
afterAll(async () => {
  await Promise.all([blocker.end(), observer.end()]);
  await server.stop();
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s in the middle leaves no scratch database behind',
  async (signal) => {
    // A role is of the server: the migration waits for it until it is told to end.
    await blocker.query('BEGIN; ALTER ROLE witness CONNECTION LIMIT 1');
    const { root } = createProject({
      'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
      'db/migrations/1.sql': 'ALTER ROLE witness CONNECTION LIMIT 2;\n',
      'packages/a/queries/things.sql': '/* @name One */ -- :one\nSELECT 1 AS one;\n',
    });
    const child = spawn(
      process.execPath,
      ['--conditions=@kongflow/source', BIN, 'check', '--database-url', server.url()],
      {
        cwd: root,
        env: { PATH: process.env['PATH'] },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const ended = once(child, 'exit');
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(String(chunk)));
    await expect
      .poll(
        async () =>
          (
            await observer.query(
              "SELECT 1 FROM pg_stat_activity WHERE datname LIKE 'kongflow\\_codegen\\_%' AND wait_event_type = 'Lock'",
            )
          ).rowCount,
        { timeout: 20_000 },
      )
      .toBe(1);
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(said).toEqual([]);
    const { rows } = await observer.query(
      "SELECT datname FROM pg_database WHERE datname LIKE 'kongflow\\_codegen\\_%'",
    );
    expect(rows).toEqual([]);
    await blocker.query('ROLLBACK');
  },
);
