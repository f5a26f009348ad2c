import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunResult } from '../assemble.ts';
import { loadConfig, type Config } from '../config/load-config.ts';
import { CodegenError } from '../errors.ts';
import { Naming } from '../naming/naming.ts';
import { generate, type RunOptions } from '../run.ts';
import { addFloor } from './add-floor.ts';
import { appendToArray } from './append-to-array.ts';
import { packageFiles, type Dependency } from './package-files.ts';
import { nameService, type ServiceNames } from './service-names.ts';
import { sourceFiles } from './source-files.ts';
import { migrationFile, nextMigration, queryFile } from './sql-files.ts';
import { testFiles } from './test-files.ts';
import { readWorkspace, type Workspace } from './workspace.ts';

/** What `new` made. */
export interface NewService {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  /** What its code was generated with. */
  readonly run: RunResult;
}

const FLOORS = 'tools/lint/floors.ts';
const BUILD = 'tsconfig.build.json';

/**
 * Makes a package for a service of its own table: queries, migration, sources, tests, README; enters it where packages
 * are listed, and generates its code. Nothing that is there is overwritten.
 * @throws {CodegenError} `USAGE` or `CONFIG` before anything is written, and what `generate` throws.
 */
export async function newService(name: string, options: RunOptions = {}): Promise<NewService> {
  const config = loadConfig(options.config ?? 'pgtyped.config.json');
  if (!config.options.querier || config.options.exactTableNames)
    throw new CodegenError('CONFIG', '"new" writes for models in the singular and an interface of the queries');
  const names = nameService(name, new Naming(config.options));
  const workspace = readWorkspace(config);
  const folder = path.posix.join(workspace.packages, names.service);
  if (existsSync(path.join(config.root, folder)))
    throw new CodegenError('USAGE', `there is a ${folder} already: nothing was written`);

  // Everything is known before the first file is written.
  const created = [migration(config, names), ...files(config, names, workspace, folder)];
  const changed = edits(config, names, folder);
  for (const [file, text] of created) {
    mkdirSync(path.dirname(path.join(config.root, file)), { recursive: true });
    writeFileSync(path.join(config.root, file), text, { flag: 'wx' });
  }
  for (const [file, text] of changed) writeFileSync(path.join(config.root, file), text);
  const run = await generate({ ...options, packages: [folder] });
  return { created: created.map(([file]) => file), changed: changed.map(([file]) => file), run };
}

function files({ options }: Config, names: ServiceNames, workspace: Workspace, folder: string): [string, string][] {
  const { sibling, scope } = workspace;
  const testing = workspace.dependency('@kongflow/testing');
  const { importExtension, models } = options;
  const dependencies = ['@kongflow/database', '@kongflow/protocol'].map((name) => workspace.dependency(name));
  if (models !== undefined) dependencies.push(modelsPackage(models.package, workspace));
  const inFolder = [
    ...packageFiles({
      names,
      packageName: `${scope}${names.service}`,
      folder,
      sibling,
      dependencies,
      // Packages of the workspace are there for tests anyway.
      devDependencies: testing.folder === undefined ? [testing] : [],
    }),
    [`queries/${names.table}.sql`, queryFile(names)] as const,
    ...sourceFiles(names, importExtension, models?.package ?? `./generated/models${importExtension}`),
    ...testFiles(names, importExtension),
  ];
  return inFolder.map(([file, text]) => [path.posix.join(folder, file), text]);
}

/** The package that the models of all are in; its name may be that of one of its parts. */
function modelsPackage(specifier: string, workspace: Workspace): Dependency {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const found = workspace.dependency(name);
  if (found.folder === undefined)
    throw new CodegenError(
      'CONFIG',
      `"models" are in ${specifier}, and no package in ${workspace.packages} is called so`,
    );
  return found;
}

function migration({ root, options: { schema } }: Config, names: ServiceNames): [string, string] {
  const directory = typeof schema === 'string' ? path.join(root, schema) : undefined;
  if (typeof schema !== 'string' || directory === undefined || !isFolder(directory))
    throw new CodegenError('CONFIG', '"new" writes a migration: "schema" must name a folder of .sql files');
  const existing = readdirSync(directory);
  const table = new RegExp(
    `\\bCREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(?:public\\.)?"?${names.table}"?[\\s(]`,
    'i',
  );
  const owner = existing.find(
    (file) => file.endsWith('.sql') && table.test(readFileSync(path.join(directory, file), 'utf8')),
  );
  if (owner !== undefined)
    throw new CodegenError('USAGE', `${schema}/${owner} creates a table ${names.table} already: nothing was written`);
  const file = `${nextMigration(existing, new Date())}_${names.table}.sql`;
  return [path.posix.join(schema, file), migrationFile(names)];
}

/** The files that list packages, with this one. */
function edits({ root, source }: Config, names: ServiceNames, folder: string): [string, string][] {
  const { srcDir = '.' } = srcDirOf(source.text);
  const transform = {
    mode: 'sql',
    include: path.posix.join(path.posix.relative(srcDir, folder), 'queries/*.sql'),
    emitTemplate: '{{dir}}/../src/generated/{{name}}.sql.ts',
    owns: [names.table],
  };
  const config = appendToArray(source.text, 'transforms', transform);
  if (config === undefined)
    throw new CodegenError('CONFIG', `${source.file}: there is no list of transforms to add to`);
  const build = read(root, BUILD);
  const references =
    build === undefined ? undefined : appendToArray(build, 'references', { path: `${folder}/${BUILD}` });
  const rule = read(root, FLOORS);
  const floors = rule === undefined ? undefined : addFloor(rule, names.service);
  return [
    [source.file, config],
    ...(references === undefined ? [] : [[BUILD, references] satisfies [string, string]]),
    ...(floors === undefined ? [] : [[FLOORS, floors] satisfies [string, string]]),
  ];
}

function srcDirOf(text: string): { srcDir?: string } {
  const srcDir = /"srcDir"\s*:\s*"([^"]*)"/.exec(text)?.[1];
  return srcDir === undefined ? {} : { srcDir };
}

function read(root: string, file: string): string | undefined {
  const absolute = path.join(root, file);
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined;
}

function isFolder(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
}
