import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@kongflow/testing';

const root = path.resolve(import.meta.dirname, '../../../..');

/** The command as `npm run kongflow` has it: this Node, from the sources. */
const command = [process.execPath, '--conditions=@kongflow/source', path.join(root, 'packages/cli/src/bin.ts')];

type Variables = Readonly<Record<string, string | undefined>>;

function environment(env: Variables): NodeJS.ProcessEnv {
  // Node warns of its own experiments on standard error; TERM is for prompts.
  return { PATH: process.env['PATH'], TERM: 'xterm', NODE_NO_WARNINGS: '1', ...env };
}

/** A running child process and what it has said so far. */
export class RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  out = '';
  error = '';
  readonly #exit: Promise<unknown[]>;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.error += text));
    // A command that has ended reads no more.
    child.stdin.on('error', () => undefined);
    this.#exit = once(child, 'close');
  }

  /** Types, or pipes in. */
  write(text: string): void {
    this.child.stdin.write(text);
  }

  /** Waits for a text on standard output, as a person at a terminal would. */
  async see(text: string): Promise<void> {
    await waitFor(() => this.out.includes(text), {
      timeoutMs: 20_000,
      describe: () => `"${text}" in ${JSON.stringify(this.out + this.error)}`,
    });
  }

  /** @returns the exit code, or the name of the signal */
  async end(): Promise<unknown> {
    const [code, signal] = await this.#exit;
    return code ?? signal;
  }
}

/** Starts the command as a process of its own, with pipes. */
export function startCommand(args: readonly string[], env: Variables): RunningCommand {
  const [file = '', ...rest] = command;
  return new RunningCommand(spawn(file, [...rest, ...args], { cwd: root, env: environment(env) }));
}

/** Starts the command with a standard output that cannot be written. */
export function startWithoutOutput(args: readonly string[], env: Variables): RunningCommand {
  const shellArgs = ['-c', 'exec "$0" "$@" 1< /dev/null', ...command, ...args];
  return new RunningCommand(spawn('sh', shellArgs, { cwd: root, env: environment(env) }));
}

/**
 * Starts the command at a terminal of its own, 80 columns wide: `out` is what a person sees there.
 * @param next what the shell does afterwards, whose exit code is then the one of all
 */
export function startAtTerminal(args: readonly string[], env: Variables, next?: string): RunningCommand {
  const words = [...command, ...args].map(quoteForShell).join(' ');
  const line = `stty cols 80 rows 24; ${next === undefined ? `exec ${words}` : `${words}; ${next}`}`;
  const scriptArgs = process.platform === 'linux' ? ['-qec', line, '/dev/null'] : ['-q', '/dev/null', 'sh', '-c', line];
  return new RunningCommand(spawn('script', scriptArgs, { cwd: root, env: { ...environment(env), SHELL: '/bin/sh' } }));
}

function quoteForShell(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What others on the machine see of a process: its arguments. */
export async function visibleArguments(pid: number): Promise<string> {
  if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  return (await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout;
}
