import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generate } from '../src/run.ts';
import { createProject, createTemporaryProject, type Project } from './support/project.ts';

/** Generated code in the projects that there are: ESM and CommonJS, imports with .ts, .js and nothing. */
const root = path.resolve(import.meta.dirname, '../../..');
const runtime = path.join(root, 'packages/query-runtime');

/** What npm installs: the runtime as it is published, pg and types. */
const installed = createTemporaryProject({});
beforeAll(() => {
  const copy = path.join(installed.root, '@kongflow/query-runtime');
  mkdirSync(path.join(installed.root, '@types'));
  cpSync(path.join(runtime, 'package.json'), path.join(copy, 'package.json'));
  const output = ['--outDir', path.join(copy, 'dist'), '--tsBuildInfoFile', path.join(copy, '.tsbuildinfo')];
  const errors = tsc(root, '-p', path.join(runtime, 'tsconfig.build.json'), ...output);
  if (errors !== '') throw new Error(errors);
  for (const name of ['pg', '@types/pg', '@types/node'])
    symlinkSync(path.join(root, 'node_modules', name), path.join(installed.root, name));
}, 60_000);
afterAll(() => {
  installed.remove();
});

function tsc(cwd: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(path.join(root, 'node_modules/.bin/tsc'), args, { cwd, encoding: 'utf8' });
  return stdout + stderr;
}

const schema = `
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE boxes (
  id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, size size NOT NULL, tags text[] NOT NULL, content jsonb, made date
);
`;
const boxes = `
/* @name CreateBoxes
   @param boxes -> ((size!, tags!, content)...) */ -- :many
INSERT INTO boxes (size, tags, content) VALUES :boxes RETURNING id;

/* @name ListBoxes */ -- :many
SELECT * FROM boxes WHERE made IS NULL
  -- @if size
  AND size = :size
  -- @end
ORDER BY id;

/* @name PackBoxes */ -- :copyfrom
INSERT INTO boxes (size, tags) VALUES (:size, :tags);

/* @name RelabelBoxes */ -- :batchone
UPDATE boxes SET tags = :tags WHERE id = :id RETURNING *;
`;
/** It compiles in CommonJS as in ESM, and fails where a value is not what its type says. */
const main = (extension: string): string => `
import { Client } from 'pg';
import type { Box } from './generated/models${extension}';
import { Queries } from './generated/querier${extension}';

async function run(): Promise<string> {
  const client = new Client({ connectionString: process.env['DATABASE_URL'] ?? '' });
  await client.connect();
  await client.query(process.env['SCHEMA'] ?? '');
  const queries = new Queries(client);
  const ids: number[] = await queries.createBoxes({ boxes: [{ size: 'small', tags: ['a'], content: [1] }] });
  const packed: number = await queries.packBoxes([{ size: 'large', tags: ['b'] }, { size: 'large', tags: [] }]);
  const labelled: (Box | null)[] = await queries.relabelBoxes([{ id: ids[0] ?? 0, tags: ['c'] }]);
  const large: Box[] = await queries.listBoxes({ size: 'large' });
  await client.end();
  return JSON.stringify([packed, labelled, large.length]);
}
void run().then(console.log);
`;
const printed = `[2,[{"id":1,"size":"small","tags":["c"],"content":[1],"made":null}],2]\n`;

type Extension = '.ts' | '.js' | '';

const strictest = {
  strict: true,
  exactOptionalPropertyTypes: true,
  isolatedModules: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
};

/** A project in which code was generated, and a database for it. */
async function make(
  type: 'module' | 'commonjs',
  importExtension: Extension,
  options: Readonly<Record<string, unknown>>,
): Promise<Project & { readonly url: string }> {
  const compilerOptions = {
    target: 'es2022',
    rootDir: 'src',
    outDir: 'out',
    types: ['node'],
    skipLibCheck: true,
    ...strictest,
    ...options,
  };
  const project = createProject({
    'schema.sql': schema,
    'queries/boxes.sql': boxes,
    'src/main.ts': main(importExtension),
    'package.json': JSON.stringify({ type }),
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
    'pgtyped.config.json': JSON.stringify({
      transforms: [{ mode: 'sql', include: 'queries/*.sql', emitTemplate: '{{dir}}/../src/generated/{{name}}.sql.ts' }],
      codegen: { schema: 'schema.sql', runtime: '@kongflow/query-runtime', importExtension },
    }),
  });
  symlinkSync(installed.root, path.join(project.root, 'node_modules'));
  const { url } = await createTestDatabase({ empty: true });
  const { diagnostics } = await generate({ config: project.config, databaseUrl: url });
  expect(diagnostics).toEqual([]);
  return { ...project, url };
}

function run({ root: cwd, url }: Project & { readonly url: string }, file: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: url, SCHEMA: schema, NODE_OPTIONS: '' },
  });
  return stdout + stderr;
}

it.each([
  ['ESM', 'module', '.js', { module: 'nodenext' }],
  ['CommonJS', 'commonjs', '.js', { module: 'nodenext' }],
  ['CommonJS as ts-node and Jest load it', 'commonjs', '', { module: 'commonjs' }],
  ['ESM of .ts', 'module', '.ts', { module: 'nodenext', rewriteRelativeImportExtensions: true }],
] as const)(
  '%s: compiles, and runs',
  async (_name, type, extension, options) => {
    const project = await make(type, extension, { ...options, isolatedDeclarations: true, declaration: true });
    expect(tsc(project.root, '-p', '.')).toBe('');
    expect(project.read('out/generated/querier.js').includes('require(')).toBe(type === 'commonjs');
    expect(run(project, 'out/main.js')).toBe(printed);
  },
  60_000,
);

it('Node runs .ts files as they are', async () => {
  const options = { module: 'nodenext', allowImportingTsExtensions: true, noEmit: true };
  const erasable = { erasableSyntaxOnly: true, verbatimModuleSyntax: true };
  const project = await make('module', '.ts', { ...options, ...erasable });
  expect(tsc(project.root, '-p', '.')).toBe('');
  expect(run(project, 'src/main.ts')).toBe(printed);
}, 60_000);

it('bundlers, with and without .ts', async () => {
  const options = { module: 'preserve', noEmit: true, verbatimModuleSyntax: true };
  const bare = await make('module', '', options);
  expect(tsc(bare.root, '-p', '.')).toBe('');
  const typed = await make('module', '.ts', { ...options, allowImportingTsExtensions: true });
  expect(tsc(typed.root, '-p', '.')).toBe('');
}, 60_000);

it('what reads no "exports" finds the runtime all the same: TypeScript 5 with "module": "commonjs"', () => {
  const manifest: { main: string; types: string; exports: { '.': Record<string, string> } } = JSON.parse(
    readFileSync(path.join(runtime, 'package.json'), 'utf8'),
  );
  expect(manifest.main).toBe(manifest.exports['.']['default']);
  expect(manifest.types).toBe(manifest.exports['.']['types']);
});
