import { readdirSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { report } from '../src/cli/report.ts';
import { generate } from '../src/run.ts';
import { copyProject, openProject, type Project } from './support/project.ts';

/**
 * Each folder of golden/ is a project: what is generated in a copy of it must be what stands in it, and what is
 * reported must be errors.txt. `UPDATE_GOLDEN=1` writes both; read the diff before you commit it.
 */
const GOLDEN = path.join(import.meta.dirname, 'golden');
const update = process.env['UPDATE_GOLDEN'] === '1';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

function generated(project: Project): Record<string, string> {
  return Object.fromEntries(
    project
      .list('packages')
      .filter((file) => file.includes('/generated/'))
      .map((file) => [file, project.read(file)]),
  );
}

describe('golden', () => {
  const cases = readdirSync(GOLDEN, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(cases.map(({ name }) => name))('%s', async (name) => {
    const expected = openProject(path.join(GOLDEN, name));
    const project = update ? expected : copyProject(expected.root);
    const result = await generate({ config: project.config, databaseUrl: server.url() });
    const errors = report('generate', result).problems.join('\n');
    if (update && errors !== '') project.write('errors.txt', `${errors}\n`);
    expect(errors === '' ? '' : `${errors}\n`).toBe(expected.exists('errors.txt') ? expected.read('errors.txt') : '');
    expect(generated(project)).toEqual(generated(expected));
  });

  it('leaves no database behind', async () => {
    const { Client } = await import('pg');
    const client = new Client({ connectionString: server.url() });
    await client.connect();
    const { rows } = await client.query("SELECT datname FROM pg_database WHERE datname LIKE 'kongflow%'");
    await client.end();
    expect(rows).toEqual([]);
  });
});
