import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CodegenError } from '../errors.ts';
import { check, generate } from '../run.ts';
import { HELP, readCommandLine } from './options.ts';
import { report } from './report.ts';

/** Where the command writes to. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
}

/**
 * Runs the command line tool.
 * @returns the exit status: 0 done, 1 errors in queries or stale code, 2 could not run
 */
export async function main(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<0 | 1 | 2> {
  try {
    const line = readCommandLine(args, env);
    if (!('options' in line)) {
      terminal.out(line.command === 'help' ? HELP : `${version()}\n`);
      return 0;
    }
    const result = await (line.command === 'generate' ? generate(line.options) : check(line.options));
    const { output, problems, exitCode } = report(line.command, result);
    for (const problem of problems) terminal.error(`${problem}\n`);
    for (const text of output) terminal.out(`${text}\n`);
    return exitCode;
  } catch (error) {
    if (!(error instanceof CodegenError)) throw error;
    terminal.error(`error: ${error.message}\n`);
    return 2;
  }
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
