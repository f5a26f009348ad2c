import { createDatabase } from '@kongflow/database';
import { createWorkerQueue, installQueue } from '@kongflow/worker-queue';
import { POOL_SIZE, type System } from './system.ts';

/** Our queue with all it does in production: payloads parsed twice, heartbeats, leases, notifications, locked claims. */
export async function openKongflow(url: string): Promise<System> {
  const database = createDatabase({ connectionString: url, max: POOL_SIZE });
  await installQueue(database);
  const enqueuer = createWorkerQueue({ database });
  return {
    name: 'KongFlow',
    async work(concurrency, onStart) {
      const queue = createWorkerQueue({ database, concurrency });
      queue.handle('startRun', async ({ id }) => onStart(numberOf(id)));
      await queue.start();
      return queue;
    },
    async fill(count) {
      await enqueuer.enqueueMany(
        Array.from({ length: count }, (_, n) => ({ task: 'startRun', payload: { id: idOf(n) } })),
      );
    },
    analyze: async () => database.pool.query('ANALYZE'),
    async add(n) {
      await enqueuer.enqueue('startRun', { id: idOf(n) });
    },
    async close() {
      await enqueuer.stop();
      await database.close();
    },
  };
}

// A task of the real catalogue, whose payload is an id: our numbers dress up as ids.
const PREFIX = '00000000-0000-7000-8000-';

function idOf(n: number): string {
  return PREFIX + n.toString(16).padStart(12, '0');
}

function numberOf(id: string): number {
  return Number.parseInt(id.slice(PREFIX.length), 16);
}
