// Proves the codegen as a stranger gets it, alone in an empty folder: npm i, init, generate, and a typed query runs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@kongflow/testing';
import { packAll } from './pack.ts';

const root = path.resolve(import.meta.dirname, '..');

/** What a stranger writes: it uses what `init` has set up, and would not compile if a type were another. */
const program = `
import pg from 'pg';
import type { Author } from './src/generated/models.ts';
import { Queries } from './src/generated/querier.ts';

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });
const queries = new Queries(pool);
const author: Author = await queries.createAuthor({ name: 'Ursula' });
const found: Author | null = await queries.getAuthor({ id: author.id });
const listed: { id: number; name: string }[] = await queries.listAuthors();
const deleted: number = await queries.deleteAuthor({ id: author.id });
await pool.end();
if (found?.name !== 'Ursula' || found.bio !== null || listed.length !== 1 || deleted !== 1) throw new Error('no');
console.log('a typed query ran');
`;

/** Tarballs of a package and of those of ours that it depends on. */
function withDependencies(name: string, tarballs: readonly string[]): string[] {
  const folder = name.replace('@kongflow/', '');
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(path.join(root, 'packages', folder, 'package.json'), 'utf8'),
  );
  const own = tarballs.find((tarball) => path.basename(tarball).startsWith(`kongflow-${folder}-`));
  if (own === undefined) throw new Error(`${name} was not packed`);
  const below = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@kongflow/'));
  return [...new Set([own, ...below.flatMap((dependency) => withDependencies(dependency, tarballs))])];
}

/**
 * Installs the tarballs in an empty folder and follows the README.
 *
 * @param tarballs of all packages
 * @throws when a step fails
 */
export async function checkCodegen(tarballs: readonly string[]): Promise<void> {
  const project = mkdtempSync(path.join(os.tmpdir(), 'kongflow-stranger-'));
  const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string =>
    execFileSync(command, args, { cwd: project, env: { ...process.env, ...env }, encoding: 'utf8' });
  const install = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
  try {
    run('npm', [...install, '-D', ...withDependencies('@kongflow/codegen', tarballs)]);
    process.stdout.write(run('npx', ['--no', 'kongflow-codegen', 'init']));
    process.stdout.write(run('npx', ['--no', 'kongflow-codegen', 'generate']));
    writeFileSync(path.join(project, 'main.ts'), program);
    const server = await startEmbeddedPostgres();
    try {
      const env = { DATABASE_URL: server.url('postgres') };
      run('npx', ['--no', 'node-pg-migrate', 'up', '-m', 'db/migrations'], env);
      process.stdout.write(run(process.execPath, ['main.ts'], env));
    } finally {
      await server.stop();
    }
    // What `init` has written into package.json: the types of pg and Node.
    run('npm', install);
    run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']);
    run('npx', ['--no', 'kongflow-codegen', 'check']);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kongflow-tarballs-'));
  try {
    await checkCodegen(packAll(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
