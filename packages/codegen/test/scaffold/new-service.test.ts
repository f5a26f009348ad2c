import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';
import { createWorkspace } from './workspace.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

async function run({ config }: Project, ...args: string[]) {
  const texts = { out: '', error: '' };
  const status = await main(
    ['new', ...args, '--config', config],
    { KONGFLOW_CODEGEN_DATABASE_URL: server.url() },
    { out: (text) => (texts.out += text), error: (text) => (texts.error += text) },
  );
  return { status, ...texts };
}

/** The output of a tool where it fails, else nothing. */
async function complaints({ root }: Project, script: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], TEST_DATABASE_URL: server.url() };
  return new Promise((resolve) => {
    const file = path.join(root, 'node_modules', script);
    execFile(process.execPath, [file, ...args], { cwd: root, env }, (error, stdout, stderr) => {
      resolve(error === null ? '' : stdout + stderr);
    });
  });
}

const content = (project: Project): Map<string, string> =>
  new Map(
    ['db', 'packages', 'pgtyped.config.json']
      .flatMap((name) => (name.includes('.') ? [name] : project.list(name)))
      .map((file) => [file, project.read(file)]),
  );

function empty(files: Record<string, string> = {}): Project {
  return createProject({
    'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
    'db/migrations/0001_things.sql': 'CREATE TABLE things (id int);\n',
    ...files,
  });
}

describe('new', () => {
  it('builds, lints and passes its tests at once', async () => {
    const service = 'api-keys';
    const project = createWorkspace();
    const folder = `packages/${service}`;
    const table = service.replaceAll('-', '_');
    expect(await run(project, service)).toMatchObject({ status: 0, error: '' });
    expect(project.list(folder)).toEqual(
      [
        'README.md',
        'package.json',
        `queries/${table}.sql`,
        'src/errors.ts',
        `src/generated/${table}.sql.ts`,
        'src/generated/models.ts',
        'src/generated/querier.ts',
        'src/index.ts',
        'src/repository.ts',
        'src/service.ts',
        'test/service.integration.test.ts',
        'test/service.test.ts',
        'test/support/fake-repository.ts',
        'tsconfig.build.json',
      ]
        .map((file) => `${folder}/${file}`)
        .toSorted(),
    );
    expect(project.list('db')).toContain(`db/migrations/0010_${table}.sql`);

    expect(await complaints(project, 'oxfmt/bin/oxfmt', '--check', folder, 'tools', '*.json')).toBe('');
    const lint = ['--type-aware', '--deny-warnings', folder, 'tools'];
    expect(await complaints(project, 'oxlint/bin/oxlint', ...lint)).toBe('');
    expect(await complaints(project, 'typescript/bin/tsc')).toBe('');
    expect(await complaints(project, 'typescript/bin/tsc', '-b', 'tsconfig.build.json')).toBe('');
    expect(project.exists(`${folder}/dist/index.d.ts`)).toBe(true);
    expect(await complaints(project, 'vitest/vitest.mjs', 'run', folder)).toBe('');
  }, 120_000);

  it('keeps its format and its types under a long name', async () => {
    const project = createWorkspace();
    await run(project, 'notification-subscribers');
    const folder = 'packages/notification-subscribers';
    expect(await complaints(project, 'oxfmt/bin/oxfmt', '--check', folder)).toBe('');
    expect(await complaints(project, 'typescript/bin/tsc')).toBe('');
  });

  it('follows what the config says of names and models', async () => {
    const project = createWorkspace({
      case: 'snake',
      rename: { api_keys: 'Credential' },
      renameColumns: { 'api_keys.id': 'key', 'api_keys.name': 'label' },
      models: { directory: 'packages/models/src/generated', package: '@kongflow/models' },
    });
    const manifest = {
      name: '@kongflow/models',
      version: '0.1.0',
      type: 'module',
      exports: { '.': { '@kongflow/source': './src/generated/models.ts' } },
    };
    project.write('packages/models/package.json', JSON.stringify(manifest));
    symlinkSync('../../packages/models', path.join(project.root, 'node_modules/@kongflow/models'));
    expect(await run(project, 'api-keys')).toMatchObject({ status: 0, error: '' });
    expect(project.list('packages/models/src')).toEqual(['packages/models/src/generated/models.ts']);
    expect(project.read('packages/models/src/generated/models.ts')).toMatch(
      /Credential \{\n {2}key: string;\n {2}label/,
    );
    expect(project.list('packages/api-keys/src/generated')).toHaveLength(2);
    const folder = 'packages/api-keys';
    expect(JSON.parse(project.read(`${folder}/package.json`))).toMatchObject({
      dependencies: { '@kongflow/models': '0.1.0' },
    });
    expect(await complaints(project, 'oxfmt/bin/oxfmt', '--check', `${folder}/src`, `${folder}/test`)).toBe('');
    expect(await complaints(project, 'typescript/bin/tsc')).toBe('');
    expect(await complaints(project, 'vitest/vitest.mjs', 'run', folder)).toBe('');
  }, 120_000);

  it('does not guess where a package of models is', async () => {
    const models = { directory: 'packages/models/src/generated', package: '@acme/models' };
    const project = empty({ 'pgtyped.config.json': JSON.stringify({ ...PLAIN_CONFIG, codegen: { models } }) });
    const before = content(project);
    expect(await run(project, 'notes')).toMatchObject({
      status: 2,
      error: 'error: "models" are in @acme/models, and no package in packages is called so\n',
    });
    expect(content(project)).toEqual(before);
  });

  it('is entered where packages are listed, and takes after the others', async () => {
    const project = createWorkspace();
    await run(project, 'notes');
    expect(loadConfig(project.config).targets.at(-1)).toMatchObject({ package: 'packages/notes', owns: ['notes'] });
    expect(JSON.parse(project.read('tsconfig.build.json'))).toMatchObject({
      references: expect.arrayContaining([{ path: 'packages/notes/tsconfig.build.json' }]),
    });
    expect(project.read('tools/lint/floors.ts')).toContain('\n  notes: 3,\n');
    expect(JSON.parse(project.read('packages/notes/package.json'))).toMatchObject({
      name: '@kongflow/notes',
      exports: { '.': { '@kongflow/source': './src/index.ts', types: './dist/index.d.ts' } },
      scripts: { test: 'cd ../.. && npm run test:package -- packages/notes/' },
      dependencies: { '@kongflow/database': '0.1.0', '@kongflow/protocol': '0.1.0' },
    });
  });

  it('overwrites nothing: a second time, and beside a table of that name, nothing is touched', async () => {
    const project = empty({ 'packages/notes/own.txt': 'mine' });
    const before = content(project);
    expect(await run(project, 'notes')).toEqual({
      status: 2,
      out: '',
      error: 'error: there is a packages/notes already: nothing was written\n',
    });
    expect((await run(project, 'thing')).error).toBe(
      'error: db/migrations/0001_things.sql creates a table things already: nothing was written\n',
    );
    expect(content(project)).toEqual(before);
  });

  it.each([
    [[], '"new" needs the name of one service'],
    [['a', 'b'], '"new" needs the name of one service'],
    [['../up'], '"../up" names no service'],
    [['Notes'], '"Notes" names no service'],
    [['error'], 'no type can be called Error'],
    [['json'], 'no type can be called Json'],
  ])('%j is refused: %s', async (args, message) => {
    const project = empty();
    const before = content(project);
    const { status, error } = await run(project, ...args);
    expect({ status, error }).toEqual({ status: 2, error: expect.stringContaining(message) });
    expect(content(project)).toEqual(before);
  });

  it('without packages to take after and without lists to enter, it is a package all the same', async () => {
    const project = empty({ 'package.json': '{ "name": "@acme/root" }' });
    const { status, out } = await run(project, 'box', '--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ command: 'new', exitCode: 0, changed: ['pgtyped.config.json'] });
    expect(JSON.parse(project.read('packages/box/package.json'))).toMatchObject({
      name: '@acme/box',
      dependencies: { '@kongflow/database': expect.stringMatching(/^\^\d/) },
      devDependencies: { '@kongflow/testing': expect.stringMatching(/^\^\d/) },
    });
    expect(project.read('db/migrations/0002_boxes.sql')).toContain('CREATE TABLE boxes (');
    expect(project.read('packages/box/src/generated/models.ts')).toContain('export interface Box {');
  });
});
