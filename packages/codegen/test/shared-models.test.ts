import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScratchDatabase } from '../src/database/scratch-database.ts';
import { CodegenError } from '../src/errors.ts';
import { check, generate } from '../src/run.ts';
import { copyProject, type Project } from './support/project.ts';
import { startWatch } from './support/start-watch.ts';

/** One file of models for all packages: the folder golden/shared-models, copied and changed. */
const GOLDEN = path.join(import.meta.dirname, 'golden/shared-models');
const ROOT = path.resolve(import.meta.dirname, '../../..');
const MODELS = 'packages/models/src/generated/models.ts';
const ORDERS = 'packages/orders/queries/orders.sql';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

type Run = Awaited<ReturnType<typeof check>>;

function options(project: Project, ...packages: string[]) {
  return { config: project.config, databaseUrl: server.url(), packages };
}

function differences(run: Run): string[] {
  return run.differences.map(
    ({ file, kind }) => `${kind} ${file.replace('packages/', '').replace('src/generated/', '')}`,
  );
}

/** The same project with other models: none, or in another folder. */
function configure(project: Project, models: unknown): void {
  const config: { codegen: object } = JSON.parse(project.read('pgtyped.config.json'));
  project.write('pgtyped.config.json', JSON.stringify({ ...config, codegen: { ...config.codegen, models } }));
}

const OWN_MODELS = [
  'stale billing/archive.sql.ts',
  'stale billing/billing.sql.ts',
  'stale billing/querier.ts',
  'missing billing/models.ts',
  'stale orders/archive.sql.ts',
  'stale orders/orders.sql.ts',
  'stale orders/querier.ts',
  'missing orders/models.ts',
];

describe('switching', () => {
  it('to models of each package leaves no shared file behind, and back leaves no others', async () => {
    const project = copyProject(GOLDEN);
    expect(differences(await check(options(project)))).toEqual([]);
    configure(project, undefined);
    expect(differences(await check(options(project)))).toEqual([...OWN_MODELS, 'orphan models/models.ts']);
    await generate(options(project));
    expect(project.exists(MODELS)).toBe(false);
    expect(project.read('packages/billing/src/generated/querier.ts')).not.toContain('Its models are in');
    expect(differences(await check(options(project)))).toEqual([]);

    configure(project, { directory: 'packages/models/src/generated', package: '@golden/models' });
    const back = OWN_MODELS.map((each) => each.replace('missing', 'orphan')).filter((each) =>
      each.startsWith('orphan'),
    );
    const found = differences(await check(options(project)));
    expect(found.filter((each) => !each.startsWith('stale')).toSorted()).toEqual(
      [...back, 'missing models/models.ts'].toSorted(),
    );
    await generate(options(project));
    expect(differences(await check(options(project)))).toEqual([]);
    expect(project.exists('packages/orders/src/generated/models.ts')).toBe(false);
  });

  it('package by package keeps the shared file for as long as one needs it', async () => {
    const project = copyProject(GOLDEN);
    configure(project, undefined);
    await generate(options(project, 'packages/billing'));
    expect(project.exists(MODELS)).toBe(true);
    await generate(options(project, 'packages/orders'));
    expect(project.exists(MODELS)).toBe(false);
  });

  it('leaves a folder alone that is a package’s own by now', async () => {
    const project = copyProject(GOLDEN);
    configure(project, undefined);
    const config = project.read('pgtyped.config.json');
    const moved = config.replace(/("orders[^}]*emitTemplate":\s*"\{\{dir\}\}\/)\.\.\/src/, '$1../../models/src');
    expect(moved).not.toBe(config);
    project.write('pgtyped.config.json', moved);
    await generate(options(project, 'packages/orders'));
    project.write(ORDERS, '/* @name Broken */ -- :many\nSELECT nope FROM orders;\n');
    const before = project.list('packages/models');
    expect(before).toHaveLength(4);
    expect((await generate(options(project))).failed).toEqual(['packages/orders']);
    expect(project.list('packages/models')).toEqual(before);
  });

  it('to another folder moves the file', async () => {
    const project = copyProject(GOLDEN);
    project.write('packages/models/src/generated/mine.ts', '// not ours\n');
    configure(project, { directory: 'packages/shared', package: '@golden/models' });
    const run = await generate(options(project));
    expect(differences(run)).toEqual([
      'stale billing/querier.ts',
      'stale orders/querier.ts',
      'missing shared/models.ts',
      'orphan models/models.ts',
    ]);
    expect(project.list('packages/models')).toEqual(['packages/models/src/generated/mine.ts']);
  });
});

describe('one package alone', () => {
  it('does not shrink the file of all, and is the only one that is written', async () => {
    const project = copyProject(GOLDEN);
    const before = project.read(MODELS);
    project.write(
      ORDERS,
      `${project.read(ORDERS)}\n/* @name GetUnused */ -- :many\nSELECT * FROM unused WHERE id > :id;\n`,
    );
    project.write('packages/orders/src/generated/querier.ts', '// Generated by kongflow-codegen from nothing\n');
    const run = await generate(options(project, 'packages/billing'));
    // What another package needs is in the file although its own code is not written.
    expect(differences(run)).toEqual(['stale models/models.ts']);
    expect(run.queries).toBe(4);
    expect(project.read(MODELS).replace(/\n\/\*\* A row of `unused`[^]*/, '')).toBe(before.trimEnd() + '\n');
    expect(differences(await check(options(project)))).toEqual([
      'stale orders/orders.sql.ts',
      'stale orders/querier.ts',
    ]);
  });

  it('is not written while another has errors: its models are not known', async () => {
    const project = copyProject(GOLDEN);
    project.write(ORDERS, `${project.read(ORDERS)}\n/* @name Broken */ -- :many\nSELECT nope FROM orders;\n`);
    project.write(MODELS, '');
    const run = await generate(options(project, 'packages/billing'));
    expect(run.diagnostics).toMatchObject([{ message: 'column "nope" does not exist' }]);
    expect([differences(run), run.failed]).toEqual([[], ['packages/billing']]);
    expect(project.read(MODELS)).toBe('');
    expect((await check(options(project))).failed).toEqual(['packages/billing', 'packages/orders']);
  });

  it('has no models when no package has queries', async () => {
    const project = copyProject(GOLDEN);
    for (const file of project.list('packages').filter((each) => each.endsWith('.sql'))) project.write(file, '');
    await generate(options(project));
    expect(project.exists(MODELS)).toBe(false);
  });
});

it('watch writes the file of all after a change in one package', async () => {
  const project = copyProject(GOLDEN);
  const { next, end } = startWatch(project, server.url());
  const seen = async (): Promise<string[]> => {
    const { outcome } = await next();
    return outcome instanceof CodegenError ? [outcome.message] : differences(outcome);
  };
  expect(await seen()).toEqual([]);
  const queries = project.read('packages/billing/queries/archive.sql');
  project.write(
    'packages/billing/queries/archive.sql',
    `${queries}\n-- name: ListUnused :many\nSELECT * FROM unused;\n`,
  );
  expect(await seen()).toEqual(['stale billing/archive.sql.ts', 'stale billing/querier.ts', 'stale models/models.ts']);
  configure(project, undefined);
  expect((await seen()).at(-1)).toBe('orphan models/models.ts');
  await end();
});

it('two packages exchange models at run time, and constants are values of the package', async () => {
  const project = copyProject(GOLDEN);
  const link = (target: string, name: string): void => {
    mkdirSync(path.join(project.root, 'node_modules', path.dirname(name)), { recursive: true });
    symlinkSync(target, path.join(project.root, 'node_modules', name));
  };
  link(path.join(ROOT, 'node_modules/@kongflow'), '@kongflow');
  link(path.join(ROOT, 'node_modules/pg'), 'pg');
  link(path.join(project.root, 'packages/models'), '@golden/models');
  project.write('package.json', '{ "type": "module" }');
  project.write(
    'packages/models/package.json',
    JSON.stringify({ name: '@golden/models', type: 'module', exports: './src/generated/models.ts' }),
  );
  project.write(
    'main.ts',
    `import { OrderState } from '@golden/models';
import pg from 'pg';
import { Queries as Billing } from './packages/billing/src/generated/querier.ts';
import { Queries as Orders } from './packages/orders/src/generated/querier.ts';
import { pay } from './usage.ts';

const client = new pg.Client(process.argv[2]);
await client.connect();
const orders = new Orders(client);
const paid = await pay(orders, new Billing(client), 7);
console.log(JSON.stringify([paid, await orders.listByState({ state: OrderState.paid }), Object.keys(OrderState)]));
await client.end();
`,
  );
  await using stack = new AsyncDisposableStack();
  const database = await openScratchDatabase({ migrations: path.join(GOLDEN, 'db/migrations') });
  stack.defer(async () => database.close());
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--conditions=@kongflow/source',
      '--disable-warning=ExperimentalWarning',
      path.join(project.root, 'main.ts'),
      database.url,
    ],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const order = { id: 7, state: 'open', total: { value: '12', currency: null }, note: null };
  expect(JSON.parse(stdout)).toEqual([order, [7], ['open', 'paid']]);
});
