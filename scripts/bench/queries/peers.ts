import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runProgram } from '../support/run-program.ts';

/** The folder of the libraries that are compared; a package of its own, installed on first use. */
export const PEERS = fileURLToPath(new URL('../../../bench', import.meta.url));
const CODEGEN = fileURLToPath(new URL('../../../packages/codegen/src/bin.ts', import.meta.url));

/** Installs the other libraries, once. */
export async function installPeers(): Promise<void> {
  if (existsSync(path.join(PEERS, 'node_modules'))) return;
  console.log('Installing the libraries to compare with, once: npm ci --prefix bench');
  await runProgram('npm', ['ci', '--prefix', PEERS], PEERS);
}

/**
 * Generates the code of those who generate any, with ours from the sources beside.
 * @param url a database with the schema, which stock pgtyped needs
 */
export async function generatePeers(url: string): Promise<void> {
  await rm(path.join(PEERS, 'generated'), { recursive: true, force: true });
  const node = process.execPath;
  await runProgram(node, ['--conditions=@kongflow/source', CODEGEN, 'generate'], PEERS);
  // It reads every environment variable as an option, and exits with 0 whatever happens.
  const pgtyped = path.join(PEERS, 'node_modules/@pgtyped/cli/lib/index.js');
  await runProgram(node, [pgtyped, '--config', 'stock.config.json', '--uri', url], PEERS, {});
  if (!existsSync(path.join(PEERS, 'generated/pgtyped/shop.sql.ts'))) throw new Error('pgtyped generated nothing');
  const prisma = path.join(PEERS, 'node_modules/prisma/build/index.js');
  await runProgram(node, [prisma, 'generate', '--schema', 'prisma/schema.prisma'], PEERS, {
    ...process.env,
    // Prisma would download an engine that only its migrations need.
    PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  });
}

/** Name and version of each library. */
export async function versions(): Promise<string[]> {
  const names = ['pg', '@pgtyped/runtime', 'postgres', 'kysely', 'drizzle-orm', 'prisma', 'slonik', 'typeorm'];
  const Manifest = z.object({ version: z.string() });
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(PEERS, 'node_modules', name, 'package.json'), 'utf8');
      return `${name} ${Manifest.parse(JSON.parse(text)).version}`;
    }),
  );
}
