import { rm } from 'node:fs/promises';
import path from 'node:path';
import { serverAccount } from './account.ts';
import { locateBinaries, prepareBinaries } from './binaries.ts';
import { createThrowaway, openPersistent, type DataDirectory } from './data-directory.ts';
import { launchServer, type LaunchOptions, type StartedServer } from './launch-server.ts';
import { waitUntilFree } from './running-server.ts';

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
  /** Called when initdb is at work on a throwaway directory: until it has ended there is nothing to do but wait. */
  readonly onInitdb?: () => void;
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
      ? await createThrowaway(binaries, account, durable, options.onInitdb)
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

  const server = await startOn(
    data,
    { binaries, data, settings, timeoutMs: options.startTimeoutMs ?? 60_000 },
    options.port,
  );
  server.guarded.unref();

  const stop = once(async () => shutDown(server, data));
  const { port } = server;
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

async function startOn(data: DataDirectory, launch: LaunchOptions, port: number | undefined): Promise<StartedServer> {
  try {
    if (data.throwaway === null) await waitUntilFree(data.path);
    return await launchServer(launch, port);
  } catch (error) {
    if (data.throwaway !== null) await rm(data.throwaway, { recursive: true, force: true });
    throw error;
  } finally {
    await data.handle.close(); // the server has its own descriptor
  }
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
