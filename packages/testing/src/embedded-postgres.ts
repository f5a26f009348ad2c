import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { serverAccount } from './account.ts';
import { locateBinaries, prepareBinaries, type Binaries } from './binaries.ts';
import { createThrowaway, openPersistent, type DataDirectory } from './data-directory.ts';
import { TestingError } from './errors.ts';
import { spawnGuarded, type GuardedProcess } from './guardian.ts';
import { ownerSetting, waitUntilFree } from './running-server.ts';

/** Where the server keeps its data, and how it is tuned. */
export interface EmbeddedPostgresOptions {
  /** Keep the data here, over restarts. Default: a throwaway directory, in memory where there is room. */
  readonly dataDirectory?: string;
  /** Port on 127.0.0.1. Default: a free one. */
  readonly port?: number;
  /** Whether a commit survives a crash of the machine. Default: true with a `dataDirectory`, else false. */
  readonly durable?: boolean;
  /** Server settings such as `{ max_connections: 200 }`, over our own. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** How long the server may take to accept connections, recovery from a crash included. Default 60,000 ms. */
  readonly startTimeoutMs?: number;
}

/** A PostgreSQL that ends with this process, however that ends. */
export interface EmbeddedPostgres {
  readonly port: number;
  readonly dataDirectory: string;
  /** A connection string of the superuser; the database defaults to `postgres`. It holds the password. */
  url(database?: string): string;
  /** The last 64 KB of the server's log. */
  log(): string;
  /** Shuts the server down and removes a throwaway directory; repeated and concurrent calls share one shutdown. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const logLimit = 64 * 1024;
const portAttempts = 5;
const gracefulStopMs = 20_000;

/** What a directory that may be lost at any time need not pay for. Autovacuum would also hold databases open that we clone. */
const withoutDurability = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};

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

interface StartedServer {
  readonly guarded: GuardedProcess;
  readonly exited: Promise<void>;
  readonly log: () => string;
}

/** Resolves when the server accepts connections. */
async function launch(
  binaries: Binaries,
  data: DataDirectory,
  port: number,
  settings: Record<string, string>,
  timeoutMs: number,
): Promise<StartedServer> {
  const args = ['-D', data.pathForServer, '-p', String(port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  args.push('-c', ownerSetting);
  const command = path.join(binaries.directory, 'bin', 'postgres');
  const guarded = spawnGuarded({
    account: data.account,
    command,
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
    child.once('error', () => {
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
      reject(
        timedOut
          ? new TestingError(
              'START_FAILED',
              `PostgreSQL did not accept connections within ${timeoutMs} ms. Its log:\n${log}`,
            )
          : startFailure(data, port, code, log),
      );
    });
  });
  return { guarded, exited, log: () => log };
}

function startFailure(data: DataDirectory, port: number, code: number | null, log: string): TestingError {
  if (/could not bind|Address already in use/.test(log)) {
    return new TestingError(
      'PORT_IN_USE',
      `Port ${port} on 127.0.0.1 is taken. Choose another, or leave the choice to us. PostgreSQL's log:\n${log}`,
    );
  }
  if (/lock file ".*" already exists|pre-existing shared memory block/.test(log)) {
    return new TestingError(
      'DATA_DIRECTORY_IN_USE',
      `${data.path} is in use by another PostgreSQL. Stop it, or choose another data directory. The log:\n${log}`,
    );
  }
  return new TestingError(
    'START_FAILED',
    `PostgreSQL ended while starting, with status ${code ?? 'unknown'}. Its log:\n${log}`,
  );
}

async function launchOnFreePort(
  binaries: Binaries,
  data: DataDirectory,
  options: EmbeddedPostgresOptions,
  settings: Record<string, string>,
): Promise<[StartedServer, number]> {
  const timeoutMs = options.startTimeoutMs ?? 60_000;
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    try {
      return [await launch(binaries, data, port, settings, timeoutMs), port];
    } catch (error) {
      // Somebody else may take the port between our asking the kernel for it and the server's start.
      const mayRetry = options.port === undefined && attempt < portAttempts;
      if (!mayRetry || !(error instanceof TestingError) || error.code !== 'PORT_IN_USE') throw error;
    }
  }
}

/**
 * Starts a PostgreSQL from the binaries that npm installed: no Docker, no system packages, no rights.
 *
 * It listens on 127.0.0.1 only, with a random password. It does not keep this process alive, and ends with it, after
 * kill -9 too. The same persistent directory may be started again and again, but by one process at a time.
 *
 * @throws {TestingError} `UNSUPPORTED_PLATFORM`, `BINARIES_MISSING`, `BINARIES_UNUSABLE`, `DATA_DIRECTORY_IN_USE`,
 * `DATA_DIRECTORY_UNUSABLE`, `PORT_IN_USE`, `INIT_FAILED` or `START_FAILED`, with the server's log in the message.
 * @example
 * await using server = await startEmbeddedPostgres();
 * const pool = new pg.Pool({ connectionString: server.url() });
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const durable = options.durable ?? options.dataDirectory !== undefined;
  const account = serverAccount();
  const binaries = await prepareBinaries(locateBinaries(), account);
  const data =
    options.dataDirectory === undefined
      ? await createThrowaway(binaries, account, durable)
      : await openPersistent(binaries, account, path.resolve(options.dataDirectory), durable);

  const settings: Record<string, string> = { ...(durable ? {} : withoutDurability), jit: 'off' };
  for (const [name, value] of Object.entries(options.settings ?? {})) settings[name] = String(value);
  // Ours in any case: the log tells us when the server is ready, and a socket file in a shared directory collides.
  Object.assign(settings, {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    logging_collector: 'off',
    log_destination: 'stderr',
    lc_messages: 'C',
  });

  let server: StartedServer;
  let port: number;
  try {
    if (data.throwaway === null) await waitUntilFree(data.path);
    [server, port] = await launchOnFreePort(binaries, data, options, settings);
  } catch (error) {
    if (data.throwaway !== null) await rm(data.throwaway, { recursive: true, force: true });
    throw error;
  } finally {
    await data.handle.close(); // the server has its own descriptor
  }
  server.guarded.unref();

  const stop = once(async () => shutDown(server, data));
  const credentials = data.password === null ? 'postgres' : `postgres:${data.password}`;
  return {
    port,
    dataDirectory: data.path,
    url: (database = 'postgres') => `postgres://${credentials}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    log: server.log,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return async () => (result ??= work());
}

async function shutDown({ guarded, exited }: StartedServer, data: DataDirectory): Promise<void> {
  guarded.child.ref();
  guarded.interrupt();
  const impatience = setTimeout(() => {
    guarded.interrupt();
  }, gracefulStopMs);
  await exited;
  clearTimeout(impatience);
  if (data.throwaway !== null) await rm(data.throwaway, { recursive: true, force: true });
}
