import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderDiagnostic } from '../../src/diagnostic.ts';
import { check, generate } from '../../src/run.ts';
import { createProject, type Project } from '../support/project.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

function project(files: readonly string[], suffix: string, codegen: object = {}): Project {
  const queries = files.map((name) => [
    `packages/a/queries/${name}.sql`,
    `/* @name Get${name} */ -- :one\nSELECT 1 AS one;\n`,
  ]);
  return createProject({
    'pgtyped.config.json': JSON.stringify({
      transforms: [{ mode: 'sql', include: 'a/queries/*.sql', emitTemplate: `{{dir}}/../src/{{name}}${suffix}` }],
      srcDir: 'packages/',
      codegen,
    }),
    'db/migrations/1.sql': '',
    ...Object.fromEntries(queries),
  });
}

const elsewhere = { models: { directory: 'models', package: '@acme/models' } };

it.each([
  ['the querier', ['querier'], '.ts', {}, ['querier']],
  ['the models', ['models', 'things'], '.ts', {}, ['models']],
  ['the schemas', ['schemas'], '.ts', { zod: true }, ['schemas']],
  ['all three', ['models', 'querier', 'schemas'], '.ts', { zod: true }, ['models', 'querier', 'schemas']],
  ['the models, but for capitals, which not every disk tells apart', ['Models'], '.ts', {}, ['Models']],
  ['nothing, with another suffix', ['models', 'querier', 'schemas'], '.sql.ts', { zod: true }, []],
  ['nothing, where no schemas are written', ['schemas'], '.ts', {}, []],
  ['nothing, where the models are elsewhere', ['models'], '.ts', elsewhere, []],
])('a query file that would overwrite %s', async (_, files, suffix, codegen, expected) => {
  const { config, list } = project(files, suffix, codegen);
  const { diagnostics, failed } = await generate({ config, databaseUrl: server.url() });
  expect(diagnostics.map(({ source, message }) => [source.file, message])).toEqual(
    expected.map((name) => [
      `packages/a/queries/${name}.sql`,
      `the code of "${name}.sql" would be packages/a/src/${name}.ts, which is "${name.toLowerCase()}.ts" of the package itself`,
    ]),
  );
  expect(failed).toEqual(expected.length === 0 ? [] : ['packages/a']);
  expect(list('packages/a/src').length > 0).toBe(expected.length === 0);
});

it('also one without queries', async () => {
  const { config, write } = project(['things'], '.ts');
  write('packages/a/queries/models.sql', '\n');
  const { diagnostics } = await check({ config, databaseUrl: server.url() });
  expect(diagnostics.map(renderDiagnostic).join('\n')).toMatch(
    /^packages\/a\/queries\/models\.sql:1:1: error: the code of "models\.sql" would be .*\n.*\n.*\n {2}hint: Rename the file, or let "emitTemplate" end in "\{\{name\}\}\.sql\.ts"\.$/,
  );
});
