import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CodegenError } from '../errors.ts';
import { HELP, readCommandLine, type CommandCall, type CommandLine } from './options.ts';
import { print, type Terminal } from './print.ts';
import { runExplain } from './run-explain.ts';
import { runInit } from './run-init.ts';
import { runNew } from './run-new.ts';
import { runOnce } from './run-once.ts';
import { runVet } from './run-vet.ts';
import { runWatch } from './run-watch.ts';

type Status = 0 | 1 | 2;

/**
 * Runs the command line tool.
 * @param signal ends `watch`; default: Ctrl-C
 * @returns the exit status: 0 done, 1 errors in queries or stale code, 2 could not run
 */
export async function main(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
  signal?: AbortSignal,
): Promise<Status> {
  let line: CommandLine | undefined;
  try {
    line = readCommandLine(args, env);
    if ('options' in line) return await runCommand(line, terminal, signal);
    terminal.out(line.command === 'help' ? HELP : `${version()}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof CodegenError)) throw error;
    const text = { output: [], problems: [`error: ${error.message}`] };
    if (line === undefined || !('options' in line)) terminal.error(`${text.problems.join('\n')}\n`);
    else {
      const { diagnostics } = error;
      print(terminal, line.print, { command: line.command, exitCode: 2, diagnostics, error }, text);
    }
    return 2;
  }
}

async function runCommand(call: CommandCall, terminal: Terminal, signal: AbortSignal | undefined): Promise<Status> {
  switch (call.command) {
    case 'generate':
    case 'check':
      return runOnce(call.command, call, terminal);
    case 'watch':
      return runWatch(call, terminal, signal);
    case 'vet':
      return runVet(call, terminal);
    case 'explain':
      return runExplain(call, terminal);
    case 'new':
      return runNew(call, terminal);
    case 'init':
    default:
      return runInit(call, terminal);
  }
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
