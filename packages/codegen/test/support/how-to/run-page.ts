import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { openScratchDatabase } from '../../../src/database/scratch-database.ts';
import { report } from '../../../src/cli/report.ts';
import { CodegenError } from '../../../src/errors.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { generate } from '../../../src/run.ts';
import { compareOutput, PrintedSchema, readExpectations, withOutput, type Printed } from './expected-output.ts';
import type { PageProject } from './read-page.ts';

const run = promisify(execFile);
const RECORDER = path.join(import.meta.dirname, 'record-output.ts');

/** A project of a page, in a folder. */
export interface WrittenProject {
  /** As errors call the page: relative to the repository. */
  readonly page: string;
  readonly folder: string;
  readonly project: PageProject;
}

/** Writes a project's files. */
export function writeProject({ folder, project }: WrittenProject): void {
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  write('pgtyped.config.json', project.config);
  for (const [name, text] of project.files) write(name, text);
}

/** Generates the code of a project, and returns what is wrong with it. */
export async function generateProject(written: WrittenProject, server: string): Promise<string[]> {
  const { folder, page, project } = written;
  if (![...project.files.keys()].some((name) => name.endsWith('.sql'))) return [];
  const config = path.join(folder, 'pgtyped.config.json');
  try {
    const result = await generate({ config, databaseUrl: server });
    const { problems } = report('generate', result);
    if (problems.length > 0) return problems.map((problem) => pointAtPage(written, problem));
    if (result.queries === 0) return [`${page}: the config names none of its query files`];
  } catch (error) {
    if (error instanceof CodegenError) return [pointAtPage(written, error.message)];
    throw error;
  }
  const code = collapse(withoutComments(readTypeScript(folder, project)));
  return project.generated
    .filter((piece) => !code.includes(collapse(withoutComments(piece.code))))
    .map((piece) => `${page}:${piece.line}: this is not what is generated`);
}

/** Runs the programs of a project on a database of their own, and returns what is wrong with it. */
export async function runProject(written: WrittenProject, server: string): Promise<string[]> {
  const { folder, page, project } = written;
  const { root, options } = loadConfig(path.join(folder, 'pgtyped.config.json'));
  const migrations = typeof options.schema === 'string' ? options.schema : '';
  const problems: string[] = [];
  for (const program of project.programs) {
    const database = await openScratchDatabase({ root, migrations, serverUrl: server });
    const { error, printed } = await runProgram(path.join(folder, program), database.url);
    await database.close();
    if (error !== '') problems.push(pointAtPage(written, error));
    const differences = compareOutput(readExpectations(project.files.get(program) ?? ''), printed);
    problems.push(...differences.map(([line, problem]) => `${page}:${line}: ${problem}`));
  }
  return problems;
}

/** Runs a project's main program, and returns the page with what it printed written into its comments. */
export async function updatePage(written: WrittenProject, text: string, server: string): Promise<string> {
  const { folder, project } = written;
  const { root, options } = loadConfig(path.join(folder, 'pgtyped.config.json'));
  const migrations = typeof options.schema === 'string' ? options.schema : '';
  const database = await openScratchDatabase({ root, migrations, serverUrl: server });
  const { printed } = await runProgram(path.join(folder, 'main.ts'), database.url);
  await database.close();
  return withOutput(text, readExpectations(project.files.get('main.ts') ?? ''), printed);
}

async function runProgram(file: string, url: string): Promise<{ error: string; printed: Printed[] }> {
  const output = `${file}.output`;
  const { hostname, port, username, password, pathname } = new URL(url);
  const env = {
    PATH: process.env['PATH'],
    HOW_TO_OUTPUT: output,
    DATABASE_URL: url,
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: pathname.slice(1),
    // Nothing that a page shows may depend on the zone; this one is neither UTC nor whole hours away.
    TZ: 'America/St_Johns',
  };
  writeFileSync(output, '');
  const args = ['--conditions=@kongflow/source', '--no-warnings', '--import', pathToFileURL(RECORDER).href, file];
  const error = await run(process.execPath, args, { env, cwd: path.dirname(file), timeout: 60_000 }).then(
    () => '',
    (failure: { stderr: string; stdout: string; killed: boolean }) =>
      failure.killed ? `${file}:1: does not end` : `${failure.stderr}\n${failure.stdout}`.trim(),
  );
  const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean);
  const printed = lines.map((line) => PrintedSchema.parse(JSON.parse(line)));
  return { error, printed: printed.filter((each) => each.file === pathToFileURL(file).href) };
}

/** Names the page where a message names a file that was made of it. */
export function pointAtPage({ page, folder, project }: WrittenProject, message: string): string {
  let pointed = message.replaceAll(pathToFileURL(`${folder}/`).href, '').replaceAll(`${folder}/`, '');
  for (const name of project.files.keys()) pointed = pointed.replaceAll(name, page);
  return pointed;
}

function readTypeScript(folder: string, project: PageProject): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !project.files.has(name) && existsSync(path.join(folder, name)))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*\*[^]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

function collapse(code: string): string {
  return code.replaceAll(/\s+/g, ' ').trim();
}
