import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createProject, type Project } from '../support/project.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');

/** What a service imports, all the way down. */
const PACKAGES = ['database', 'protocol', 'query-runtime', 'testing'];
const COPIED = [
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'tools/lint',
  'tsconfig.base.json',
  'tsconfig.json',
  'vitest.config.ts',
];

const SETUP = `import { createDatabase, runMigrations } from '@kongflow/database';
import { startTestRun } from '@kongflow/testing';

export default async function setup(): Promise<() => Promise<void>> {
  const run = await startTestRun({
    prepare: async (url) => {
      await using database = createDatabase({ connectionString: url, max: 2 });
      await runMigrations(database, { directory: 'db/migrations' });
    },
  });
  return run.stop;
}
`;

const config = (codegen: object): string => `{
  "transforms": [
    { "mode": "sql", "include": "first/queries/*.sql", "emitTemplate": "{{dir}}/../src/generated/{{name}}.sql.ts" }
  ],
  "srcDir": "./packages/",
  "codegen": ${JSON.stringify({ schema: 'db/migrations', importExtension: '.ts', ...codegen }, null, 1).replaceAll(/\n\s*/g, ' ')}
}
`;

const BUILD = { files: [], references: PACKAGES.map((name) => ({ path: `packages/${name}/tsconfig.build.json` })) };

/**
 * A workspace of this repository's shape with the packages that a service needs, and no service.
 * @param codegen options of the config
 */
export function createWorkspace(codegen: object = {}): Project {
  const project = createProject({
    'pgtyped.config.json': config(codegen),
    'tsconfig.build.json': `${JSON.stringify(BUILD, null, 2)}\n`,
    'vitest.global-setup.ts': SETUP,
    'package.json': readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
    'db/migrations/0009_first.sql': '-- Up Migration\nCREATE TABLE first_ones (id int);\n-- Down Migration\n',
  });
  const at = (file: string): string => path.join(project.root, file);
  for (const file of COPIED) cpSync(path.join(ROOT, file), at(file), { recursive: true });
  mkdirSync(at('node_modules/@kongflow'), { recursive: true });
  for (const name of readdirSync(path.join(ROOT, 'node_modules')))
    if (name !== '@kongflow') symlinkSync(path.join(ROOT, 'node_modules', name), at(`node_modules/${name}`));
  for (const name of PACKAGES) {
    const from = path.join(ROOT, 'packages', name);
    for (const file of ['package.json', 'tsconfig.build.json', 'src'])
      cpSync(path.join(from, file), at(`packages/${name}/${file}`), { recursive: true });
    if (readdirSync(from).includes('node_modules'))
      symlinkSync(path.join(from, 'node_modules'), at(`packages/${name}/node_modules`));
    symlinkSync(`../../packages/${name}`, at(`node_modules/@kongflow/${name}`));
  }
  return project;
}
