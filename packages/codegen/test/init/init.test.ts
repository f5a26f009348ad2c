import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { init } from '../../src/init/init.ts';
import { generate } from '../../src/run.ts';
import { main } from '../../src/cli/main.ts';
import { createProject, type Project } from '../support/project.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

function actions({ root }: Project): Record<string, string> {
  return Object.fromEntries(init(root).steps.map(({ file, action }) => [file, action]));
}

/** What the config says, and that what it names generates without a finding. */
async function generated({ config, root, list }: Project): Promise<string[]> {
  const { diagnostics } = await generate({ config, databaseUrl: server.url() });
  expect(diagnostics).toEqual([]);
  const { targets } = loadConfig(config);
  return targets.flatMap(({ outputDirectory }) => list(path.posix.relative(root, path.join(root, outputDirectory))));
}

const QUERY = '/* name: ListBoats :many */\nSELECT * FROM boats;\n';
const TABLE = 'CREATE TABLE boats (id int NOT NULL, name text);\n';

describe('init', () => {
  it('an empty folder', async () => {
    const project = createProject({});
    expect(actions(project)).toEqual({
      'pgtyped.config.json': 'created',
      'db/migrations/0001_authors.sql': 'created',
      'queries/authors.sql': 'created',
      'tsconfig.json': 'created',
      'package.json': 'created',
    });
    expect(JSON.parse(project.read('package.json'))).toEqual({
      private: true,
      type: 'module',
      scripts: {
        codegen: 'kongflow-codegen generate',
        'codegen:check': 'kongflow-codegen check',
        'codegen:watch': 'kongflow-codegen watch',
      },
      dependencies: { pg: expect.any(String), '@kongflow/query-runtime': expect.stringMatching(/^\^\d/) },
      devDependencies: { '@kongflow/codegen': expect.any(String), '@types/node': '>=22', '@types/pg': '^8' },
    });
    expect(loadConfig(project.config).options).toMatchObject({
      schema: 'db/migrations',
      runtime: '@kongflow/query-runtime',
      importExtension: '.ts',
    });
    expect(await generated(project)).toEqual(
      ['authors.sql.ts', 'models.ts', 'querier.ts'].map((name) => `src/generated/${name}`),
    );
    expect(project.read('src/generated/querier.ts')).toContain("from '@kongflow/query-runtime'");
  });

  it('a second time: nothing is touched', () => {
    const project = createProject({});
    init(project.root);
    const before = project.list('.').map((file) => project.read(file));
    expect(actions(project)).toEqual({ 'pgtyped.config.json': 'kept', 'package.json': 'kept' });
    expect(project.list('.').map((file) => project.read(file))).toEqual(before);
  });

  it('a project with scripts and dependencies of its own keeps them, and its indentation', () => {
    const own = {
      name: 'own',
      scripts: { codegen: 'mine', test: 'vitest' },
      dependencies: { pg: '8.11.0', '@kongflow/database': '0.1.0' },
    };
    const project = createProject({
      'package.json': JSON.stringify(own, null, '\t'),
      'tsconfig.json': '{ "compilerOptions": { "moduleResolution": "Bundler" } }',
    });
    expect(actions(project)).not.toHaveProperty('tsconfig.json');
    expect(JSON.parse(project.read('package.json'))).toMatchObject({
      ...own,
      scripts: { ...own.scripts, 'codegen:check': expect.any(String) },
    });
    expect(project.read('package.json')).toContain('\n\t"name": "own"');
    expect(loadConfig(project.config).options).toMatchObject({
      runtime: '@kongflow/database/query-runtime',
      importExtension: '',
    });
  });

  it.each([
    ['{ "compilerOptions": { "module": "CommonJS" } }', ''],
    ['{ "compilerOptions": { "module": "preserve" } }', ''],
    ['{ "compilerOptions": { "module": "es2022", "moduleResolution": "node" } }', ''],
    ['{ "compilerOptions": { "module": "es2022", "moduleResolution": "nodenext" } }', '.js'],
    ['{ "compilerOptions": { "module": "commonjs", "rewriteRelativeImportExtensions": true } }', '.ts'],
  ])('a project with %s imports with "%s"', (tsconfig, importExtension) => {
    const project = createProject({ 'package.json': '{}', 'tsconfig.json': tsconfig });
    const { next } = init(project.root);
    expect(loadConfig(project.config).options).toMatchObject({ importExtension });
    expect(next.join('\n')).toContain(`'./src/generated/querier${importExtension}'`);
  });

  it('a project with migrations gets a query that works on any schema', async () => {
    const project = createProject({
      'package.json': '{}',
      'tsconfig.json': '{}',
      'prisma/migrations/20240101_a/migration.sql': 'CREATE TABLE a (id int);',
      'node_modules/x/migrations/1.sql': 'no',
    });
    expect(actions(project)).toMatchObject({ 'prisma/migrations': 'found', 'queries/first.sql': 'created' });
    expect(loadConfig(project.config).options).toMatchObject({ schema: 'prisma/migrations', importExtension: '.js' });
    expect(await generated(project)).toContain('src/generated/first.sql.ts');
  });

  it('a project with queries and a schema gets a config for them', async () => {
    const query = (name: string): string => `/* @name ${name} */ -- :many\nSELECT * FROM a;\n`;
    const project = createProject({
      'db/schema.sql': 'CREATE TABLE a (id int);',
      'services/a/sql/q.sql': query('A'),
      'services/b/sql/q.sql': query('B'),
    });
    const { steps, next } = init(project.root);
    expect(Object.fromEntries(steps.map(({ file, action }) => [file, action]))).toEqual({
      'services/a/sql': 'found',
      'services/b/sql': 'found',
      'db/schema.sql': 'found',
      'pgtyped.config.json': 'created',
      'tsconfig.json': 'created',
      'package.json': 'created',
    });
    expect(next.join('\n')).toContain("'./services/a/sql/generated/querier.ts'");
    expect(await generated(project)).toContain('services/b/sql/generated/q.sql.ts');
  });

  it.each([
    ['beside the queries', { 'query.sql': QUERY, 'schema.sql': TABLE }, 'schema.sql'],
    ['in a file of the queries', { 'sql/all.sql': `${TABLE}\n${QUERY}` }, 'sql'],
    ['among them under another name', { 'sql/boats.sql': QUERY, 'sql/tables.sql': TABLE }, 'sql'],
  ])('a project of sqlc with its schema %s', async (_, files, schema) => {
    const project = createProject(files);
    expect(init(project.root).steps).toContainEqual({ file: schema, action: 'found', note: 'the schema' });
    expect(await generated(project)).toContain('src/generated/models.ts');
    expect(project.read('src/generated/models.ts')).toContain('interface Boat ');
  });

  it('queries without a schema are for a live database', () => {
    const project = createProject({ 'db/queries/q.sql': '-- name: ListAuthors :many\nSELECT 1;\n' });
    const { next } = init(project.root);
    expect(loadConfig(project.config).options.schema).toEqual({ database: true });
    expect(next.join('\n')).toContain('--database-url');
  });

  it('says what it did and what next; a package.json that is none is left alone', async () => {
    const run = async (project: Project, ...more: string[]) => {
      const texts = { out: '', error: '' };
      const status = await main(
        ['init', '--config', project.config, ...more],
        {},
        { out: (text) => (texts.out += text), error: (text) => (texts.error += text) },
      );
      return { status, ...texts };
    };
    const done = await run(createProject({}));
    expect(done).toMatchObject({ status: 0, error: '' });
    expect(done.out).toMatch(
      /^created {2}pgtyped\.config\.json\n[^]*\nNext:\n {2}npm install\n {2}npx kongflow-codegen generate\n/,
    );
    expect(JSON.parse((await run(createProject({}), '--format', 'json')).out)).toMatchObject({
      command: 'init',
      exitCode: 0,
    });
    const broken = createProject({ 'package.json': '{' });
    expect(await run(broken)).toEqual({
      status: 2,
      out: '',
      error: 'error: package.json cannot be read: mend it first\n',
    });
    expect(broken.list('.')).toEqual(['package.json']);
  });
});
