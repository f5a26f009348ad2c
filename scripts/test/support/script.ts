import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { waitFor } from '@kongflow/testing';

const root = path.resolve(import.meta.dirname, '../../..');

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A script of this repository in a process of its own, as npm starts it. */
export class Script {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  #output = '';
  #exit: Exit | null = null;

  constructor(name: string, environment: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.#child = spawn(process.execPath, ['--conditions=@kongflow/source', `scripts/${name}.ts`, ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString('utf8');
      });
    }
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => {
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
  }

  /** All that it has printed, on both streams. */
  get output(): string {
    return this.#output;
  }

  /** Waits for a line that it prints. @returns the match */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    return waitFor(
      () => {
        const match = pattern.exec(this.#output);
        if (match === null && this.#exit !== null) throw new Error(`ended with ${JSON.stringify(this.#exit)}`);
        return match;
      },
      { timeoutMs: 40_000, describe: () => `${String(pattern)} in:\n${this.#output}` },
    );
  }

  /** @returns how it ended, at once where it already has */
  async signal(signal: NodeJS.Signals): Promise<Exit> {
    if (this.#exit === null) this.#child.kill(signal);
    return this.exited;
  }
}

/** A folder for the data of scripts, and what was started on it; all of that is gone when the test is over. */
export class Desk {
  readonly folder: string;
  readonly #scripts: Script[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<Desk> {
    return new Desk(await mkdtemp(path.join(os.tmpdir(), 'kongflow-scripts-')));
  }

  run(name: string, environment: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Script {
    const script = new Script(name, { KONGFLOW_DATA_DIR: this.folder, NO_COLOR: '1', ...environment }, args);
    this.#scripts.push(script);
    return script;
  }

  async close(): Promise<void> {
    for (const script of this.#scripts) await script.signal('SIGKILL');
    await waitFor(() => serversUnder(this.folder).every((pid) => !isAlive(pid)), { timeoutMs: 20_000 });
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The process id of the PostgreSQL that serves this data directory, from the file that it keeps there. */
export function postgresOf(dataDirectory: string): number {
  const [pid] = readFileSync(path.join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
  return Number(pid);
}

function serversUnder(folder: string): number[] {
  return ['postgres', 'demo/postgres'].flatMap((directory) => {
    try {
      return [postgresOf(path.join(folder, directory))];
    } catch {
      return [];
    }
  });
}

/** Whether a process with this id runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
