import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What stock pgtyped generated for one query. */
export interface StockQuery {
  /** Types by parameter, without the `null | void` that all of them have. */
  readonly params: ReadonlyMap<string, string>;
  /** Types by column. */
  readonly row: ReadonlyMap<string, string>;
}

export interface StockRun {
  readonly output: string;
  readonly queries: ReadonlyMap<string, StockQuery>;
}

/**
 * Runs the stock compiler on a copy of a project's queries, as it would overwrite our code. It reads every environment
 * variable as an option, and others as the database to take: it gets none of them.
 * @param url a database with the schema
 */
export async function runStockPgtyped(root: string, url: string): Promise<StockRun> {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'kongflow-stock-pgtyped-'));
  try {
    cpSync(path.join(root, 'pgtyped.config.json'), path.join(copy, 'pgtyped.config.json'));
    for (const name of readdirSync(path.join(root, 'packages'))) {
      const queries = path.join(root, 'packages', name, 'queries');
      mkdirSync(path.join(copy, 'packages', name), { recursive: true });
      if (existsSync(queries)) cpSync(queries, path.join(copy, 'packages', name, 'queries'), { recursive: true });
    }
    const cli = fileURLToPath(import.meta.resolve('@pgtyped/cli/lib/index.js'));
    const output = await spawnCli([cli, '--config', 'pgtyped.config.json', '--uri', url], copy);
    return { output, queries: readOutput(path.join(copy, 'packages')) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function spawnCli(args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(process.execPath, args, { cwd, env: {} });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      resolve();
    });
  });
  return output;
}

function readOutput(packages: string): Map<string, StockQuery> {
  const queries = new Map<string, StockQuery>();
  for (const name of readdirSync(packages)) {
    const generated = path.join(packages, name, 'src/generated');
    if (!existsSync(generated)) continue;
    for (const file of readdirSync(generated)) {
      const text = readFileSync(path.join(generated, file), 'utf8');
      for (const [, query = ''] of text.matchAll(/^export const (\w+) = new PreparedQuery/gm)) {
        const pascal = query.charAt(0).toUpperCase() + query.slice(1);
        queries.set(`${name}.${pascal}`, {
          params: readType(text, `I${pascal}Params`),
          row: readType(text, `I${pascal}Result`),
        });
      }
    }
  }
  return queries;
}

function readType(text: string, name: string): Map<string, string> {
  const body = new RegExp(`^export interface ${name} \\{\\n([^]*?)\\n\\}`, 'm').exec(text)?.[1] ?? '';
  return new Map(
    [...body.matchAll(/^ {2}(\w+)\??: (.*);$/gm)].map(([, key = '', type = '']) => [
      key,
      type.replace(/ \| null \| void$/, ''),
    ]),
  );
}
