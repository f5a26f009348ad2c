import { readdirSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { assemble } from '../../src/assemble.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { compareDiagnostics, renderDiagnostic } from '../../src/diagnostic.ts';
import { Naming } from '../../src/naming/naming.ts';
import { readTarget } from '../../src/read-target.ts';
import { openSession } from '../../src/session.ts';
import { Memory } from '../../src/watch/memory.ts';
import { copyProject, createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

const GOLDEN = path.join(import.meta.dirname, '../golden');

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

/** The project's queries, compiled by a memory that lasts or by one that knows nothing, and what the server was asked. */
async function openMemories({ config: file }: Project) {
  const config = loadConfig(file);
  const session = await openSession(config, server.url());
  onTestFinished(async () => session.close());
  const asked: string[] = [];
  const { describer } = session.context;
  const context = {
    ...session.context,
    describer: {
      async describeAll(statements: readonly string[]) {
        asked.push(...statements);
        return describer.describeAll(statements);
      },
    },
  };
  const compile = async (memory: Memory) => {
    asked.length = 0;
    const sources = config.targets.map((target) => readTarget(config.root, target, memory.readFile));
    const found = await memory.compile(context, new Naming(config.options), sources);
    const project = { config, sources, targets: config.targets };
    const { outputs, result } = assemble(project, { ...found, catalog: context.catalog });
    const diagnostics = result.diagnostics.toSorted(compareDiagnostics).map(renderDiagnostic);
    return { diagnostics, files: outputs.files, asked: [...asked] };
  };
  const memory = new Memory();
  return { remembered: async () => compile(memory), anew: async () => compile(new Memory()) };
}

function queryFiles(project: Project): string[] {
  return project.list('.').filter((file) => file.includes('/queries/') && file.endsWith('.sql'));
}

describe('queries that stand elsewhere by now', () => {
  const cases = readdirSync(GOLDEN, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(cases.map(({ name }) => name))(
    'are not compiled again, and their errors move with them: %s',
    async (name) => {
      const project = copyProject(path.join(GOLDEN, name));
      const { remembered, anew } = await openMemories(project);
      const first = await remembered();
      for (const file of queryFiles(project)) project.write(file, `\n  \n${project.read(file)}`);
      const moved = await remembered();
      expect(moved.asked).toEqual([]);
      const { asked, ...cold } = await anew();
      expect(asked.length).toBeGreaterThanOrEqual(first.asked.length);
      expect({ diagnostics: moved.diagnostics, files: moved.files }).toEqual(cold);
    },
  );

  const MIGRATION = 'CREATE TABLE things (id int PRIMARY KEY, name text NOT NULL);\n';
  const LIST = '/* @name ListThings */ -- :many\nSELECT * FROM things;\n';
  const GET = '/* @name GetThing */ -- :one\nSELECT id FROM things WHERE name = :name;\n';

  it('are compiled alone when they change, or their names do', async () => {
    const project = createProject({
      'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
      'db/migrations/1.sql': MIGRATION,
      'packages/a/queries/things.sql': LIST + GET,
    });
    const { remembered, anew } = await openMemories(project);
    await remembered();
    const save = async (text: string): Promise<string[]> => {
      project.write('packages/a/queries/things.sql', text);
      const { asked, ...found } = await remembered();
      const { asked: _, ...cold } = await anew();
      expect(found).toEqual(cold);
      return asked;
    };
    expect(await save(GET + LIST)).toEqual([]);
    expect(await save(GET.replace('id', 'id, name') + LIST)).toEqual(['SELECT id, name FROM things WHERE name = $1']);
    // What is undone is remembered.
    expect(await save(GET + LIST)).toEqual([]);
    expect(await save(GET.replaceAll(':name', ':named') + LIST)).toEqual(['SELECT id FROM things WHERE name = $1']);
    expect(await save(GET.replace('one', 'many') + LIST)).toEqual(['SELECT id FROM things WHERE name = $1']);
    expect(await save(GET.replace(':name', ':name?') + LIST)).toEqual(['SELECT id FROM things WHERE name = $1']);
  });

  it('may stand in another file', async () => {
    const project = createProject({
      'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
      'db/migrations/1.sql': MIGRATION,
      'packages/a/queries/things.sql': LIST + GET,
    });
    const { remembered, anew } = await openMemories(project);
    await remembered();
    project.write('packages/a/queries/more.sql', GET);
    project.write('packages/a/queries/things.sql', LIST);
    const { asked, ...found } = await remembered();
    expect(asked).toEqual([]);
    const { asked: _, ...cold } = await anew();
    expect(found).toEqual(cold);
  });
});
