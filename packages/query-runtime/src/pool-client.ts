import type { Queryable } from './queryable.ts';

/** What is needed of a connection that pg's pool lends. */
interface LentClient extends Queryable {
  on(event: 'error', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
  release(destroy: boolean): void;
}

/** What is needed of pg's `Pool`. */
export interface ClientPool {
  connect(): Promise<LentClient>;
}

/**
 * A pool for statements that are objects with a `submit` method, as batches are: it takes a connection for each. A pool of
 * pg before 8.19 that gets such a statement itself does not hear when it has ended, and waits for ever.
 */
export function onClientOf(pool: ClientPool): Queryable {
  return {
    query: async (config) => {
      const client = await pool.connect();
      // One that breaks says so to the statement; without a listener the event would end the process.
      const ignore = (): void => undefined;
      client.on('error', ignore);
      let failed = true;
      try {
        const result = await client.query(config);
        failed = false;
        return result;
      } finally {
        client.off('error', ignore);
        // As the pool itself does: it may be that its connection is about to end.
        client.release(failed);
      }
    },
  };
}

/** Whether it lends connections, as pg's `Pool` does. */
export function isClientPool(db: object): db is ClientPool {
  return 'totalCount' in db && 'connect' in db && typeof db.connect === 'function';
}
