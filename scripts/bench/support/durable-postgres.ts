import path from 'node:path';
import { startEmbeddedPostgres } from '@kongflow/testing';

/**
 * An embedded PostgreSQL that flushes every commit to disk.
 *
 * @param undo receives what stops it
 * @returns its connection string
 */
export async function startDurablePostgres(folder: string, undo: (() => Promise<unknown>)[]): Promise<string> {
  const server = await startEmbeddedPostgres({ dataDirectory: path.join(folder, 'postgres'), durable: true });
  undo.push(() => server.stop());
  return server.url('postgres');
}
