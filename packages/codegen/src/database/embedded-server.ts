import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { CodegenError } from '../errors.ts';
import { OWN_CLUSTER } from '../schema/own-server.ts';
import { messageOf } from './connect.ts';

/** Below the default of 128 MB, which costs time to set aside and is of no use to an empty database. */
const SETTINGS = { shared_buffers: '32MB', cluster_name: OWN_CLUSTER };

/**
 * Starts a server for a run.
 * @param onInitdb is called when most of what is left is to wait for another process
 * @throws {CodegenError} `DATABASE`
 */
export async function startServer(onInitdb?: () => void): Promise<EmbeddedPostgres> {
  try {
    return await startEmbeddedPostgres({ settings: SETTINGS, ...(onInitdb === undefined ? {} : { onInitdb }) });
  } catch (cause) {
    throw new CodegenError(
      'DATABASE',
      `cannot start an embedded PostgreSQL; name a server with --database-url. ${messageOf(cause)}`,
      { cause },
    );
  }
}
