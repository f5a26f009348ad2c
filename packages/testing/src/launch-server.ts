import { createServer } from 'node:net';
import path from 'node:path';
import type { DataDirectory } from './data-directory.ts';
import { TestingError } from './errors.ts';
import { spawnGuarded, type GuardedProcess } from './guardian.ts';
import { ownerSetting } from './running-server.ts';

const logLimit = 64 * 1024;
const portAttempts = 5;

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** What to start. */
export interface LaunchOptions {
  /** Directory of PostgreSQL's `bin`. */
  readonly binaries: string;
  readonly data: DataDirectory;
  readonly settings: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** A server that accepts connections. */
export interface StartedServer {
  readonly guarded: GuardedProcess;
  readonly port: number;
  readonly exited: Promise<void>;
  readonly log: () => string;
}

async function launch({ binaries, data, settings, timeoutMs }: LaunchOptions, port: number): Promise<StartedServer> {
  const args = ['-D', data.pathForServer, '-p', String(port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  args.push('-c', ownerSetting);
  const guarded = spawnGuarded({
    account: data.account,
    command: path.join(binaries, 'bin', 'postgres'),
    args,
    directory: data.handle.fd,
    throwaway: data.throwaway,
  });
  const { child } = guarded;
  let log = '';
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      guarded.interrupt();
      guarded.interrupt();
    }, timeoutMs);
    child.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString('utf8')).slice(-logLimit);
      if (!log.includes('database system is ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('error', (cause) => {
      clearTimeout(timer);
      reject(new TestingError('START_FAILED', `PostgreSQL could not be started: ${cause.message}`, { cause }));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      const why = timedOut ? `was not ready within ${timeoutMs} ms` : `ended with status ${code ?? 'unknown'}`;
      reject(startFailure(data, port, why, log));
    });
  });
  return { guarded, port, exited, log: () => log };
}

function startFailure(data: DataDirectory, port: number, why: string, log: string): TestingError {
  const ending = `The server's log:\n${log}`;
  if (/could not bind|Address already in use/.test(log)) {
    return new TestingError('PORT_IN_USE', `Port ${port} on 127.0.0.1 is taken. Choose another, or none. ${ending}`);
  }
  if (/lock file ".*" already exists|pre-existing shared memory block/.test(log)) {
    const advice = 'Stop it, or choose another data directory.';
    return new TestingError(
      'DATA_DIRECTORY_IN_USE',
      `${data.path} is in use by another PostgreSQL. ${advice} ${ending}`,
    );
  }
  return new TestingError('START_FAILED', `PostgreSQL ${why} while starting. ${ending}`);
}

/**
 * Starts the server and resolves when it accepts connections.
 * @param choosePort asked anew when the port was taken before the server could bind it; a number is tried once
 * @throws {TestingError} `PORT_IN_USE`, `DATA_DIRECTORY_IN_USE` or `START_FAILED`, with the server's log.
 */
export async function launchServer(
  options: LaunchOptions,
  choosePort: number | (() => Promise<number>) = freePort,
): Promise<StartedServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(options, typeof choosePort === 'number' ? choosePort : await choosePort());
    } catch (error) {
      const mayRetry = typeof choosePort === 'function' && attempt < portAttempts;
      if (!mayRetry || !(error instanceof TestingError) || error.code !== 'PORT_IN_USE') throw error;
    }
  }
}
