import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { Pool } from 'pg';
import { z } from 'zod';
import { POOL_SIZE, type OpenSystem } from './system.ts';

const Payload = z.object({ n: z.number() });
const silent = new Logger(() => () => undefined);

/**
 * graphile-worker, the engine of trigger.dev v2.
 *
 * @param name how to call it
 * @param tuning over the defaults
 */
export function openGraphile(name: string, tuning: GraphileConfig.WorkerOptions): OpenSystem {
  return async (url) => {
    const pool = new Pool({ connectionString: url, max: POOL_SIZE });
    // The database is dropped under idle connections.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    const utils = await makeWorkerUtils({ pgPool: pool, logger: silent });
    await utils.migrate();
    return {
      name,
      async work(concurrency, onStart) {
        const runner = await run({
          pgPool: pool,
          noHandleSignals: true,
          preset: { worker: { concurrentJobs: concurrency, logger: silent, ...tuning } },
          taskList: {
            noop: (payload) => {
              onStart(Payload.parse(payload).n);
            },
          },
        });
        return { stop: async () => runner.stop() };
      },
      async fill(count) {
        await utils.addJobs(Array.from({ length: count }, (_, n) => ({ identifier: 'noop', payload: { n } })));
      },
      analyze: async () => pool.query('ANALYZE'),
      async add(n) {
        await utils.addJob('noop', { n });
      },
      async close() {
        await utils.release();
        await pool.end();
      },
    };
  };
}
