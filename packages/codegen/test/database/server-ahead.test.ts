import { existsSync } from 'node:fs';
import path from 'node:path';
import type { EmbeddedPostgres } from '@kongflow/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAhead, type ServerAhead } from '../../src/database/server-ahead.ts';
import { chooseTargets, generate } from '../../src/run.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

const MIGRATION = { 'db/migrations/1.sql': 'CREATE TABLE things (id int PRIMARY KEY);\n' };
const QUERY = { 'packages/a/queries/things.sql': '/* @name ListThings */ -- :many\nSELECT * FROM things;\n' };

function project(files: Readonly<Record<string, string>>): Project {
  return createProject({ 'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG), ...files });
}

async function ahead({ config }: Project, databaseUrl?: string): Promise<ServerAhead> {
  const started = await startAhead(chooseTargets({ config }), databaseUrl);
  onTestFinished(started.stop);
  return started;
}

const started = vi.hoisted((): Promise<EmbeddedPostgres>[] => []);
vi.mock(import('../../src/database/embedded-server.ts'), async (importOriginal) => {
  const { startServer } = await importOriginal();
  return {
    startServer: async (onInitdb) => {
      const server = startServer(onInitdb);
      started.push(server);
      return server;
    },
  };
});

describe('a server that is started ahead', () => {
  it('is there when it is asked for, and gone when it is stopped, asked for or not', async () => {
    const { server, stop } = await ahead(project({ ...MIGRATION, ...QUERY }));
    const { url, dataDirectory = '' } = (await server) ?? {};
    expect(url?.()).toContain('postgres://');
    expect(existsSync(dataDirectory)).toBe(true);
    await stop();
    await stop();
    expect(existsSync(path.dirname(dataDirectory))).toBe(false);
  });

  it('is none where another is named, or nothing is to be asked', async () => {
    expect(await ahead(project({ ...MIGRATION, ...QUERY }), 'postgres://127.0.0.1:1/x')).toMatchObject({
      server: undefined,
    });
    expect(await ahead(project(MIGRATION))).toMatchObject({ server: undefined });
    expect(await ahead(project({ ...MIGRATION, 'packages/a/queries/notes.md': '' }))).toMatchObject({
      server: undefined,
    });
    expect(await ahead(project(QUERY))).toMatchObject({ server: undefined });
    const live = { ...PLAIN_CONFIG, codegen: { schema: { database: true } } };
    expect(await ahead(project({ ...MIGRATION, ...QUERY, 'pgtyped.config.json': JSON.stringify(live) }))).toMatchObject(
      { server: undefined },
    );
  });

  it('is stopped by a run that does not come to ask it', async () => {
    started.length = 0;
    const { config } = project({ ...MIGRATION, 'packages/a/queries/things.sql': 'SELECT 1;\n' });
    expect(await generate({ config })).toMatchObject({ queries: 0, failed: ['packages/a'] });
    const wrong = project({ 'db/migrations/1.sql': 'CREATE TABLE;\n', ...QUERY });
    await expect(generate({ config: wrong.config })).rejects.toMatchObject({ code: 'MIGRATION' });
    const servers = await Promise.all(started);
    expect(servers.map(({ dataDirectory }) => existsSync(path.dirname(dataDirectory)))).toEqual([false, false]);
  });
});
