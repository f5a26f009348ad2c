import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageOf, violation } from '../lint/floors.ts';
import { looksLikeSql } from '../lint/inline-sql.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('floors', () => {
  test.each([
    ['runs', 'database'],
    ['runs', 'worker-queue'],
    ['tenancy', 'encryption'],
    ['database', 'protocol'],
    ['codegen', 'testing'],
    ['kongflow', 'runs'],
    ['server', 'kongflow'],
  ])('%s may import %s', (from, to) => {
    expect(violation(from, to)).toBeNull();
  });

  test.each([
    ['events', 'runs'],
    ['runs', 'events'],
    ['database', 'worker-queue'],
    ['protocol', 'database'],
    ['worker-queue', 'tenancy'],
    ['kongflow', 'server'],
    ['runs', 'runs'],
    ['runs', 'nonesuch'],
  ])('%s may not import %s', (from, to) => {
    expect(violation(from, to)).not.toBeNull();
  });

  test('every package has a floor', async () => {
    for (const folder of await readdir(path.join(root, 'packages'))) {
      expect(violation(folder, 'nonesuch'), folder).toContain('there is no package "nonesuch"');
      expect(violation('protocol', folder) ?? '', folder).not.toContain('there is no package');
    }
  });

  test('names a package by its specifier', () => {
    expect(packageOf('@kongflow/database/query-runtime')).toBe('database');
    expect(packageOf('kongflow')).toBe('kongflow');
    expect(packageOf('./kongflow.ts')).toBeNull();
    expect(packageOf('kongflow-codegen')).toBeNull();
  });
});

describe('inline SQL', () => {
  test.each([
    'SELECT id FROM runs',
    '  insert into runs (id) values ($1)',
    'UPDATE runs SET status = 1',
    'DELETE FROM runs',
    'WITH x AS (SELECT 1) SELECT',
  ])('finds %s', (text) => {
    expect(looksLikeSql(text)).toBe(true);
  });

  test.each(['select a plan', 'Update the runs set', 'COMMIT', 'LISTEN "x"', 'With love', 'BEGIN'])(
    'leaves %s alone',
    (text) => {
      expect(looksLikeSql(text)).toBe(false);
    },
  );
});

describe('the repository configuration', () => {
  let folder = '';
  beforeAll(async () => {
    await mkdir(path.join(root, 'packages/runs/src'), { recursive: true });
    folder = await mkdtemp(path.join(root, 'packages/runs/src/lint-probe-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function lint(source: string): Promise<string> {
    const file = path.join(folder, 'probe.ts');
    await writeFile(file, source);
    const run = promisify(execFile)(
      process.execPath,
      [path.join(root, 'node_modules/oxlint/bin/oxlint'), '--type-aware', '--format=unix', '--no-ignore', file],
      { cwd: root },
    );
    return run.then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
  }

  test('rejects an import that goes sideways', async () => {
    expect(await lint(`export { EventsService } from '@kongflow/events';\n`)).toContain('kongflow(floors)');
  });

  test('rejects SQL in code', async () => {
    expect(await lint('export const text = `SELECT id FROM runs`;\n')).toContain('kongflow(inline-sql)');
  });

  test('rejects a floating promise', async () => {
    expect(
      await lint('async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n'),
    ).toContain('no-floating-promises');
  });

  test('rejects any', async () => {
    expect(await lint('export const x: any = 1;\n')).toContain('no-explicit-any');
  });

  test('rejects an import cycle', async () => {
    await writeFile(
      path.join(folder, 'other.ts'),
      `import { a } from './probe.ts';\nexport const b = (): number => a();\n`,
    );
    expect(await lint(`import { b } from './other.ts';\nexport const a = (): number => b();\n`)).toContain('no-cycle');
  });

  test('accepts clean code', async () => {
    expect(await lint('export const answer = 42;\n')).not.toContain('error');
  });
});
