import path from 'node:path';
import { startEmbeddedPostgres } from '@kongflow/testing';

/** A database that is there while the process runs. */
export interface OpenedDatabase {
  readonly url: string;
  /** One line for the terminal, without credentials. */
  readonly description: string;
  stop(): Promise<void>;
}

/**
 * The configured database, else an embedded PostgreSQL that keeps its data under the folder.
 *
 * @param configured connection string of a PostgreSQL that is there already
 */
export async function openDatabase(folder: string, configured: string | undefined): Promise<OpenedDatabase> {
  if (configured !== undefined) {
    const { host, pathname } = new URL(configured);
    return { url: configured, description: `PostgreSQL at ${host}${pathname}`, stop: async () => undefined };
  }
  const started = performance.now();
  const server = await startEmbeddedPostgres({ dataDirectory: path.join(folder, 'postgres'), durable: true });
  const milliseconds = Math.round(performance.now() - started);
  return {
    url: server.url('postgres'),
    description: `embedded PostgreSQL in ${path.relative('.', folder) || folder} (started in ${milliseconds} ms)`,
    stop: () => server.stop(),
  };
}
