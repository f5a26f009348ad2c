import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CodegenError } from '../../src/errors.ts';
import type { WatchRun } from '../../src/watch/watch.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';
import { startWatch } from '../support/start-watch.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

const MIGRATION = 'CREATE TABLE things (id int PRIMARY KEY, name text NOT NULL);\n';
const QUERIES = '/* @name GetThing */ -- :one\nSELECT * FROM things WHERE id = :id;\n';
const GENERATED = 'packages/a/src/generated/things.sql.ts';

/** A project whose files change in one step, as they do not when they are written where they stand. */
function project(): Project {
  const made = createProject({
    'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
    'db/migrations/0001_things.sql': MIGRATION,
    'packages/a/queries/things.sql': QUERIES,
    'packages/a/queries/other.sql': '/* @name GetOne */ -- :one\nSELECT 1 AS one;\n',
  });
  const write = (file: string, text: string): void => {
    made.write('.new', text);
    mkdirSync(path.dirname(path.join(made.root, file)), { recursive: true });
    renameSync(path.join(made.root, '.new'), path.join(made.root, file));
  };
  return { ...made, write };
}

function written({ outcome }: WatchRun): string[] {
  if (outcome instanceof CodegenError) throw outcome;
  expect(outcome.diagnostics).toEqual([]);
  return outcome.differences.map(({ file, kind }) => `${kind} ${path.posix.basename(file)}`);
}

function problems({ outcome }: WatchRun): string[] {
  return outcome instanceof CodegenError
    ? [`${outcome.code} ${outcome.message}`]
    : outcome.diagnostics.map(({ message }) => message);
}

describe('watch', () => {
  it('generates, and then what a change of a query changes', async () => {
    const made = project();
    const { next, end } = startWatch(made, server.url());
    expect(written(await next())).toEqual([
      'missing other.sql.ts',
      'missing things.sql.ts',
      'missing querier.ts',
      'missing models.ts',
    ]);
    made.write('packages/a/queries/things.sql', QUERIES.replace('SELECT *', 'SELECT name'));
    expect(written(await next())).toEqual(['stale things.sql.ts', 'stale querier.ts', 'stale models.ts']);
    expect(made.read(GENERATED)).toContain('Promise<string | null>');
    await end();
  });

  it('survives bad SQL, keeps what was written, and goes on when it is mended', async () => {
    const made = project();
    const { next } = startWatch(made, server.url());
    await next();
    const before = made.read(GENERATED);
    made.write('packages/a/queries/things.sql', QUERIES.replace('things', 'thing'));
    expect(problems(await next())).toEqual(['relation "thing" does not exist']);
    made.write('packages/a/queries/things.sql', "/* @name GetThing */ -- :one\nSELECT 'open;\n");
    expect(problems(await next())).toEqual(['this string is never closed']);
    expect(made.read(GENERATED)).toBe(before);
    made.write('packages/a/queries/things.sql', QUERIES);
    expect(written(await next())).toEqual([]);
  });

  it('migrates again when a migration changes, comes or goes', async () => {
    const made = project();
    const { next } = startWatch(made, server.url());
    await next();
    made.write('db/migrations/0002_size.sql', 'ALTER TABLE things ADD size int;\n');
    expect(written(await next())).toContain('stale models.ts');
    expect(made.read('packages/a/src/generated/models.ts')).toContain('size: number | null;');
    made.write('db/migrations/0002_size.sql', 'ALTER TABLE things ADD size nope;\n');
    expect(problems(await next())).toEqual([
      expect.stringMatching(/^MIGRATION [^]*0002_size\.sql:1:29: error: type "nope" does not exist/),
    ]);
    rmSync(path.join(made.root, 'db/migrations/0002_size.sql'));
    expect(written(await next())).toContain('stale models.ts');
    expect(made.read('packages/a/src/generated/models.ts')).not.toContain('size');
  });

  it('sees new and deleted query files, and a folder that goes and comes back', async () => {
    const made = project();
    const { next } = startWatch(made, server.url());
    await next();
    made.write('packages/a/queries/new.sql', '/* @name GetTwo */ -- :one\nSELECT 2 AS two;\n');
    expect(written(await next())).toEqual(['missing new.sql.ts', 'stale querier.ts']);
    rmSync(path.join(made.root, 'packages/a/queries/new.sql'));
    expect(written(await next())).toEqual(['stale querier.ts', 'orphan new.sql.ts']);
    rmSync(path.join(made.root, 'packages/a/queries'), { recursive: true });
    // File by file, in as many runs as the system has notices for.
    while (made.list('packages/a/src').length > 0) await next();
    made.write('packages/a/queries/things.sql', QUERIES);
    while (!made.exists(GENERATED)) await next();
    made.write('packages/a/queries/things.sql', QUERIES.replace('GetThing', 'FindThing'));
    while (!made.read(GENERATED).includes('findThing')) await next();
    expect(made.list('packages/a/src').map((file) => path.posix.basename(file))).toEqual([
      'models.ts',
      'querier.ts',
      'things.sql.ts',
    ]);
  });

  it('follows the config file, and waits for one that does not fit', async () => {
    const made = project();
    const { next } = startWatch(made, server.url());
    await next();
    made.write('pgtyped.config.json', '{');
    expect(problems(await next())).toEqual([
      expect.stringMatching(/^CONFIG pgtyped\.config\.json does not fit\n.*not JSON/),
    ]);
    made.write('pgtyped.config.json', JSON.stringify({ ...PLAIN_CONFIG, codegen: { importExtension: '.ts' } }));
    expect(written(await next())).toContain('stale querier.ts');
    expect(made.read('packages/a/src/generated/querier.ts')).toContain("'./things.sql.ts'");
  });

  it('compiles unchanged files again when the config names their columns otherwise', async () => {
    const made = project();
    made.write('packages/a/queries/other.sql', '/* @name GetOne */ -- :one\nSELECT 1 AS one_a, 2 AS two_b;\n');
    const { next } = startWatch(made, server.url());
    await next();
    made.write('pgtyped.config.json', JSON.stringify({ ...PLAIN_CONFIG, codegen: { case: 'snake' } }));
    expect(written(await next())).toEqual(['stale other.sql.ts']);
    expect(made.read('packages/a/src/generated/other.sql.ts')).toContain('one_a: number;');
  });

  it('says nothing of a save that changes nothing', async () => {
    const made = project();
    const { next, pending } = startWatch(made, server.url());
    await next();
    made.write('packages/a/queries/things.sql', QUERIES);
    made.write('packages/a/queries/other.sql', '/* @name GetOne */ -- :one\nSELECT 1 AS one, 2 AS two;\n');
    expect(written(await next())).toEqual(['stale other.sql.ts', 'stale querier.ts']);
    expect(pending).toEqual([]);
  });

  it('ends when told, and leaves no database behind', async () => {
    const made = project();
    const { next, end } = startWatch(made, server.url());
    await next();
    const client = new Client({ connectionString: server.url() });
    await client.connect();
    onTestFinished(async () => client.end());
    const databases = async (): Promise<number> =>
      (await client.query("SELECT FROM pg_database WHERE datname LIKE 'kongflow_codegen%'")).rowCount ?? -1;
    expect(await databases()).toBe(1);
    await end();
    expect(await databases()).toBe(0);
  });

  it('ends when there is nothing to wait for', async () => {
    const made = project();
    await expect(startWatch(made, 'postgres://127.0.0.1:1/x').ended).rejects.toMatchObject({ code: 'DATABASE' });
    await expect(startWatch({ ...made, config: '/nowhere.json' }, server.url()).ended).rejects.toMatchObject({
      code: 'CONFIG',
    });
  });
});
