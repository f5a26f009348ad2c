import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findSql, type FoundSql } from './find-sql.ts';
import { ANY_QUERY, FIRST_MIGRATION, FIRST_QUERIES, FIRST_TSCONFIG } from './first-files.ts';
import { addToPackageJson, dependsOn, parsePackageJson } from './package-json.ts';

/** What `init` did to a file. */
export interface InitStep {
  readonly file: string;
  readonly action: 'created' | 'changed' | 'kept' | 'found';
  readonly note?: string;
}

/** What `init` did, and what is left to do. */
export interface InitResult {
  readonly steps: readonly InitStep[];
  readonly next: readonly string[];
}

const CONFIG = 'pgtyped.config.json';
const RUNTIME = '@kongflow/query-runtime';
const DATABASE_RUNTIME = '@kongflow/database/query-runtime';

/**
 * Sets up a folder: config, first migration and queries, npm scripts. What is there already is used and never
 * overwritten.
 * @throws {CodegenError} `CONFIG` when there is a package.json that cannot be read.
 */
export function init(root: string): InitResult {
  const text = read(root, 'package.json');
  const manifest = parsePackageJson(text ?? '{ "private": true }');
  const tsconfig = read(root, 'tsconfig.json');
  const configured = read(root, CONFIG) !== undefined;
  const runtime = dependsOn(manifest, '@kongflow/database') ? DATABASE_RUNTIME : RUNTIME;
  const steps: InitStep[] = [];
  const create = (file: string, content: string): void => {
    steps.push(write(root, file, content));
  };

  const found = findSql(root);
  const plan = planOf(found);
  const extension = importExtension(tsconfig);
  if (configured) steps.push({ file: CONFIG, action: 'kept' });
  else {
    for (const folder of found.queries) steps.push({ file: folder, action: 'found', note: 'queries' });
    if (found.schema !== undefined) steps.push({ file: found.schema, action: 'found', note: 'the schema' });
    create(CONFIG, configOf(plan, runtime, extension));
    for (const [file, content] of plan.files) create(file, content);
    if (tsconfig === undefined) create('tsconfig.json', FIRST_TSCONFIG);
  }
  const module = manifest.type === undefined && tsconfig === undefined && !configured;
  const { json, added } = addToPackageJson(manifest, { runtime, module });
  if (added.length === 0) steps.push({ file: 'package.json', action: 'kept' });
  else {
    writeFileSync(path.join(root, 'package.json'), `${JSON.stringify(json, null, indentOf(text))}\n`);
    steps.push({ file: 'package.json', action: text === undefined ? 'created' : 'changed', note: added.join(', ') });
  }
  const install = added.length > 0 ? ['  npm install'] : [];
  return { steps, next: [...install, ...nextSteps(plan, extension, configured)] };
}

type Extension = '.ts' | '.js' | '';

interface Plan {
  readonly queries: readonly string[];
  readonly schema: string | { readonly database: true };
  /** Files to write, by path. */
  readonly files: ReadonlyMap<string, string>;
}

function planOf({ queries, schema }: FoundSql): Plan {
  if (queries.length > 0) return { queries, schema: schema ?? { database: true }, files: new Map() };
  if (schema !== undefined) return { queries: ['queries'], schema, files: new Map([['queries/first.sql', ANY_QUERY]]) };
  return {
    queries: ['queries'],
    schema: 'db/migrations',
    files: new Map([
      ['db/migrations/0001_authors.sql', FIRST_MIGRATION],
      ['queries/authors.sql', FIRST_QUERIES],
    ]),
  };
}

/** Each folder of queries needs a folder of its own for its code. */
function outputOf(folder: string, queries: readonly string[]): string {
  return queries.length === 1 ? 'src/generated' : path.posix.join(folder, 'generated');
}

function configOf({ queries, schema }: Plan, runtime: string, extension: Extension): string {
  const transforms = queries.map((folder) => {
    const output = path.posix.relative(folder, outputOf(folder, queries));
    return {
      mode: 'sql',
      include: path.posix.join(folder, '*.sql'),
      emitTemplate: `{{dir}}/${output}/{{name}}.sql.ts`,
    };
  });
  const config = { transforms, srcDir: '.', codegen: { schema, runtime, importExtension: extension } };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/**
 * As the project's own imports are written: Node runs .ts files as they are, where tsc does not rename them; what loads
 * TypeScript as CommonJS, such as ts-node and Jest, looks for no .ts file where an import says .js.
 */
function importExtension(tsconfig: string | undefined): Extension {
  if (tsconfig === undefined) return '.ts';
  if (/"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(tsconfig)) return '.ts';
  return /"(?:moduleResolution"\s*:\s*"(?:bundler|node|node10)|module"\s*:\s*"(?:commonjs|preserve))"/i.test(tsconfig)
    ? ''
    : '.js';
}

function nextSteps({ queries, schema }: Plan, extension: Extension, configured: boolean): string[] {
  const generate = 'npx kongflow-codegen generate';
  if (configured)
    return ['Give the key "codegen" of pgtyped.config.json what its README lists, then:', `  ${generate}`];
  return [
    typeof schema === 'string' ? `  ${generate}` : `  ${generate} --database-url postgres://…`,
    ...(typeof schema === 'string'
      ? []
      : [
          'No migrations were found: the schema is read from that database. Or let "schema" name a folder of .sql files.',
        ]),
    'Then, in your code:',
    `  import { Queries } from './${outputOf(queries[0] ?? '.', queries)}/querier${extension}';`,
    '  const queries = new Queries(new pg.Pool());',
  ];
}

function write(root: string, file: string, content: string): InitStep {
  const absolute = path.join(root, file);
  if (existsSync(absolute)) return { file, action: 'kept' };
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, content);
  return { file, action: 'created' };
}

function read(root: string, file: string): string | undefined {
  const absolute = path.join(root, file);
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined;
}

function indentOf(text: string | undefined): string {
  return /^([ \t]+)"/m.exec(text ?? '')?.[1] ?? '  ';
}
