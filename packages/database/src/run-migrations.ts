import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runner, type RunnerOption } from 'node-pg-migrate';
import { Client, type ClientBase } from 'pg';
import { parseDatabaseConfig } from './config.ts';
import { Database } from './database.ts';
import { DatabaseError } from './errors.ts';
import { mapError } from './map-error.ts';

/** What to do with the schema. */
export interface MigrationOptions {
  /** `redo` takes the last `count` back and applies them again. Default `up`. */
  readonly direction?: 'up' | 'down' | 'redo';
  /** How many migrations. Default: all for `up`, one for `down` and `redo`. */
  readonly count?: number;
  /** Folder of the `.sql` files. Default `migrationsDirectory()`. */
  readonly directory?: string;
}

/** A migration that was applied or taken back. */
export interface MigrationStep {
  /** File name without `.sql`. */
  readonly name: string;
  readonly direction: 'up' | 'down';
}

/** Where applied migrations are recorded: a name of our own, as a host application may use node-pg-migrate too. */
export const migrationsTable = 'kongflow_migrations';

const oldestServer = 150_000;

/** The folder with KongFlow's migrations: the repository's, or the copy in the published package. */
export function migrationsDirectory(): string {
  const shipped = fileURLToPath(new URL('migrations', import.meta.url));
  return existsSync(shipped) ? shipped : fileURLToPath(new URL('../../../db/migrations', import.meta.url));
}

async function connect(target: Database | string): Promise<{ client: ClientBase; close: () => Promise<void> }> {
  try {
    if (target instanceof Database) {
      const client = await target.pool.connect();
      // Destroyed, not returned: the runner and we change settings of its session.
      return { client, close: async () => client.release(true) };
    }
    const { connectionString, connectionTimeoutMs } = parseDatabaseConfig({ connectionString: target });
    const client = new Client({
      connectionString,
      connectionTimeoutMillis: connectionTimeoutMs,
      application_name: 'kongflow-migrate',
    });
    await client.connect();
    return { client, close: async () => client.end() };
  } catch (error) {
    throw mapError(error);
  }
}

async function prepareSession(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: number; text: string }>(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS text",
  );
  const [server] = rows;
  if (server === undefined || server.version < oldestServer) {
    throw new DatabaseError(
      'UNSUPPORTED_SERVER',
      `KongFlow needs PostgreSQL 15 or newer; this server is ${server?.text ?? 'of unknown version'}.`,
    );
  }
  // A migration may take as long as it needs, and waits its turn behind another starter for as long as that one needs.
  await client.query('SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0');
}

async function run(
  client: ClientBase,
  direction: 'up' | 'down',
  directory: string,
  count: number | undefined,
): Promise<MigrationStep[]> {
  const complaints: string[] = [];
  const silent = (): void => undefined;
  const options: RunnerOption = {
    dbClient: client,
    dir: directory,
    direction,
    migrationsTable,
    // All or nothing, also over several files; and a second starter waits until the first is done.
    singleTransaction: true,
    advisoryLockMode: 'wait',
    migrationLoaderStrategies: [{ extensions: ['.sql'], loader: 'sql' }],
    logger: { debug: silent, info: silent, warn: silent, error: (message) => complaints.push(message) },
    ...(count === undefined ? {} : { count }),
  };
  try {
    const done = await runner(options);
    return done.map(({ name }) => ({ name, direction }));
  } catch (error) {
    const reason = mapError(error);
    const [statement] = complaints;
    throw new DatabaseError(
      'MIGRATION_FAILED',
      `Migrating ${direction} failed; nothing was changed. ${reason.message}${statement === undefined ? '' : `\n${statement.trim()}`}`,
      {
        sqlState: reason.sqlState,
        constraint: reason.constraint,
        table: reason.table,
        column: reason.column,
        cause: reason,
      },
    );
  }
}

/**
 * Brings the schema up to date, or takes migrations back.
 *
 * All files run in one transaction under an advisory lock: any number of processes may do this at once, one migrates
 * and the others wait and find nothing left to do. (`redo` is two transactions: one down, one up.)
 *
 * @param target a database, or a connection string
 * @returns what was done, in order; empty when there was nothing to do
 * @throws {DatabaseError} `MIGRATION_FAILED`, `UNSUPPORTED_SERVER` (older than PostgreSQL 15), `CONNECTION`, `INVALID_CONFIG`
 * @example
 * await runMigrations(process.env.DATABASE_URL);
 */
export async function runMigrations(
  target: Database | string,
  options: MigrationOptions = {},
): Promise<MigrationStep[]> {
  const { direction = 'up', count, directory = migrationsDirectory() } = options;
  if (count !== undefined && (!Number.isSafeInteger(count) || count < 1)) {
    throw new DatabaseError('INVALID_CONFIG', `count must be a whole number of at least 1, not ${count}.`);
  }
  const { client, close } = await connect(target);
  try {
    await prepareSession(client);
    if (direction !== 'redo')
      return await run(client, direction, directory, count ?? (direction === 'down' ? 1 : undefined));
    const undone = await run(client, 'down', directory, count ?? 1);
    return [...undone, ...(undone.length === 0 ? [] : await run(client, 'up', directory, undone.length))];
  } finally {
    await close();
  }
}
