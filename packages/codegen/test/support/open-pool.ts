import { Pool } from 'pg';

/** A pool of a server that the test stops afterwards. */
export interface TestPool extends AsyncDisposable {
  readonly pool: Pool;
}

/**
 * Opens a pool whose disposal waits for its connections: `end()` alone resolves while they are still being closed, and a
 * server that stops then cuts them off, which is an error that nobody catches.
 */
export function openPool(connectionString: string): TestPool {
  const pool = new Pool({ connectionString });
  const closed: Promise<void>[] = [];
  pool.on('connect', (client) => closed.push(new Promise((resolve) => client.once('end', resolve))));
  return {
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await Promise.all(closed);
    },
  };
}
