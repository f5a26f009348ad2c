import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from '@kongflow/codegen';
import { createTestDatabase } from '@kongflow/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeProject } from '../bench/codegen/project.ts';
import { measureWatch } from '../bench/codegen/watch.ts';

/** The benchmarks run by hand: what they measure must not rot in between. */
describe('queries of the benchmarks', () => {
  let folder: string;
  let url: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'kongflow-bench-'));
    ({ url } = await createTestDatabase({ empty: true }));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('npm run bench -- codegen: the 500 queries compile, into five files, models and a querier a package', async () => {
    const project = await writeProject(folder);
    const { queries, diagnostics, differences } = await check({ config: project.config, databaseUrl: url });
    expect({ written: project.queries, queries, diagnostics }).toEqual({ written: 500, queries: 500, diagnostics: [] });
    expect(differences.filter(({ kind }) => kind === 'missing')).toHaveLength(10 * (5 + 2));
  });

  test('npm run bench -- codegen: watch writes what each save changes, in a project of 10 queries', async () => {
    const project = await writeProject(folder, { packages: 1, files: 1 });
    const queries = path.join(folder, project.oneFile);
    const before = await readFile(queries, 'utf8');
    expect(await measureWatch(project, 2)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(await readFile(queries, 'utf8')).toBe(before);
    const { queries: found, diagnostics, differences } = await check({ config: project.config, databaseUrl: url });
    expect({ written: project.queries, found, diagnostics, differences }).toEqual({
      written: 10,
      found: 10,
      diagnostics: [],
      differences: [],
    });
  });

  test('npm run bench -- queries: the shop compiles', async () => {
    const config = fileURLToPath(new URL('../../bench/pgtyped.config.json', import.meta.url));
    const { queries, diagnostics } = await check({ config, databaseUrl: url });
    expect({ queries, diagnostics }).toEqual({ queries: 6, diagnostics: [] });
  });
});
