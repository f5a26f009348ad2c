import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isInterrupted } from '../database/on-interrupt.ts';
import { CodegenError } from '../errors.ts';
import { helpOf } from './commands.ts';
import { readCommandLine, readPrintOptions, type CommandCall, type CommandLine } from './options.ts';
import { print, type Terminal } from './print.ts';

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
    terminal.out(line.command === 'help' ? helpOf(line.of) : `${version()}\n`);
    return 0;
  } catch (error) {
    // The signal's end of the process is near, and what its clean-up has broken off is no news.
    if (isInterrupted()) return new Promise<Status>(() => undefined);
    if (!(error instanceof CodegenError)) throw error;
    const text = { output: [], problems: [`error: ${error.message}`] };
    const { diagnostics } = error;
    const how = line !== undefined && 'print' in line ? line.print : readPrintOptions(args, env);
    print(terminal, how, { command: line?.command ?? null, exitCode: 2, diagnostics, error }, text);
    return 2;
  }
}

/** Loads what the command needs, and not what the others do. */
async function runCommand(call: CommandCall, terminal: Terminal, signal: AbortSignal | undefined): Promise<Status> {
  switch (call.command) {
    case 'generate':
    case 'check':
      return (await import('./run-once.ts')).runOnce(call.command, call, terminal);
    case 'watch':
      return (await import('./run-watch.ts')).runWatch(call, terminal, signal);
    case 'vet':
      return (await import('./run-vet.ts')).runVet(call, terminal);
    case 'explain':
      return (await import('./run-explain.ts')).runExplain(call, terminal);
    case 'new':
      return (await import('./run-new.ts')).runNew(call, terminal);
    case 'init':
    default:
      return (await import('./run-init.ts')).runInit(call, terminal);
  }
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
