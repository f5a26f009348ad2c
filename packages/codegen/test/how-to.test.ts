import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, serverVersion } from './support/postgres-versions.ts';
import { readPage } from './support/how-to/read-page.ts';
import {
  generateProject,
  pointAtPage,
  runProject,
  updatePage,
  writeProject,
  type WrittenProject,
} from './support/how-to/run-page.ts';

/**
 * Every how-to page and guide, as its reader would follow it: the SQL and the config of its blocks make a project, whose
 * code is generated, type-checked and run on a database. `console.log(…); // …` is compared with what is printed.
 *
 * | block | |
 * |---|---|
 * | ```sql beginning with `-- queries/books.sql` or `-- db/migrations/0001_books.sql` | (part of) that file |
 * | ```json with `codegen` or `transforms` | the config, laid over one that reads those two folders |
 * | ```ts | (part of) the program, or of the file that its first line `// <path>.ts` names; `*.test.ts` runs too |
 * | ```ts no-run | is only type-checked, alone |
 * | ```ts generated | must stand in the generated code |
 * | ```sql no-run, ```json no-run, and every other language | is for reading |
 *
 * `<!-- another project -->` begins a second project with the SQL so far. `UPDATE_GOLDEN=1` writes what is printed into
 * the comments; read the diff before you commit it. `HOW_TO=select,json` takes these pages only.
 */
const ROOT = path.resolve(import.meta.dirname, '../../..');
const DOCS = path.join(ROOT, 'docs/codegen');
const FOLDER = path.join(ROOT, '.data', `how-to-${process.pid}`);
const update = process.env['UPDATE_GOLDEN'] === '1';
const only = process.env['HOW_TO']?.split(',');

function listPages(): string[] {
  return [DOCS, path.join(DOCS, 'how-to')]
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((file) => file.endsWith('.md') && (only?.includes(path.basename(file, '.md')) ?? true))
    .map((file) => path.relative(ROOT, file));
}

function writeProjects(page: string): WrittenProject[] {
  return readPage(page, readFileSync(path.join(ROOT, page), 'utf8')).map((project, index) => {
    const written = { page, project, folder: path.join(FOLDER, `${path.basename(page, '.md')}-${index + 1}`) };
    writeProject(written);
    return written;
  });
}

const pages = listPages().filter((page) => readPage(page, readFileSync(path.join(ROOT, page), 'utf8')).length > 0);
let server: EmbeddedPostgres;
let version = 0;
let projects: WrittenProject[] = [];
const problems = new Map<WrittenProject, string[]>();

function note(written: WrittenProject, found: readonly string[]): void {
  if (found.length > 0) problems.set(written, [...(problems.get(written) ?? []), ...found]);
}

beforeAll(async () => {
  // The zod of this package: the repository has an older one besides.
  mkdirSync(path.join(FOLDER, 'node_modules'), { recursive: true });
  symlinkSync(path.dirname(fileURLToPath(import.meta.resolve('zod'))), path.join(FOLDER, 'node_modules/zod'));
  server = await startEmbeddedPostgres({ settings: { max_connections: 300 } });
  const client = new Client({ connectionString: server.url() });
  await client.connect();
  version = await serverVersion(client);
  await client.end();
  projects = pages.flatMap(writeProjects);
  await Promise.all(projects.map(async (written) => note(written, await generateProject(written, server.url()))));
  const sound = projects.filter((written) => !problems.has(written));
  if (update) await Promise.all(pages.map(async (page) => rewrite(sound.filter((written) => written.page === page))));
  // Each program is a process: more at once than there are processors only costs memory.
  const pending = sound.values();
  const work = async (): Promise<void> => {
    for (const written of pending) note(written, update ? [] : await runProject(written, server.url()));
  };
  await Promise.all([typeCheck(sound), ...Array.from({ length: 2 * availableParallelism() }, work)]);
}, 120_000);

afterAll(async () => {
  await server.stop();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** From the last project to the first: comments that grow move the lines below them. */
async function rewrite(ofPage: readonly WrittenProject[]): Promise<void> {
  for (const written of ofPage.toReversed()) {
    const file = path.join(ROOT, written.page);
    writeFileSync(file, await updatePage(written, readFileSync(file, 'utf8'), server.url()));
  }
}

/** One run of the compiler for all of them. */
async function typeCheck(sound: readonly WrittenProject[]): Promise<void> {
  const config = path.join(FOLDER, 'tsconfig.json');
  const extended = {
    extends: '../../tsconfig.base.json',
    include: ['**/*.ts'],
    compilerOptions: {
      noEmit: true,
      allowImportingTsExtensions: true,
      noUnusedLocals: true,
      noPropertyAccessFromIndexSignature: true,
      typeRoots: ['../../node_modules/@types'],
    },
  };
  writeFileSync(config, JSON.stringify(extended));
  const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
  const output = await promisify(execFile)(tsc, ['-p', config, '--pretty', 'false'], { cwd: FOLDER }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
  for (const line of output.split(/\n(?! )/).filter(Boolean)) {
    const written = sound.find(({ folder }) => line.startsWith(`${path.basename(folder)}/`));
    const message = line.replace(/\((\d+),(\d+)\)/, ':$1:$2');
    if (written !== undefined) note(written, [pointAtPage(written, path.join(FOLDER, message))]);
  }
}

describe('how-to pages and guides', () => {
  it.each(pages)('%s', (page) => {
    const found = projects.filter((written) => written.page === page).flatMap((written) => problems.get(written) ?? []);
    // An older server refuses a page that shows what is new; so must its project fail.
    const refusal = refusalOf(version, readFileSync(path.join(ROOT, page), 'utf8'));
    const said = found.join('\n\n');
    expect(said.includes(refusal) && refusal !== '' ? refusal : said).toBe(refusal);
  });
});
