import { PgBoss, type WorkOptions } from 'pg-boss';
import { POOL_SIZE, type OpenSystem } from './system.ts';

const QUEUE = 'noop';

/**
 * pg-boss' own `work()` on its own pool, woken by LISTEN.
 *
 * @param name how to call it
 * @param optionsFor what to pass to `work()` at a concurrency
 */
export function openPgBoss(name: string, optionsFor: (concurrency: number) => WorkOptions): OpenSystem {
  return async (url) => {
    const boss = new PgBoss({ connectionString: url, max: POOL_SIZE, schedule: false, useListenNotify: true });
    const state = { isClosing: false };
    // The database is dropped under closing connections.
    boss.on('error', (error) => {
      if (!state.isClosing) console.error(error.message);
    });
    await boss.start();
    await boss.createQueue(QUEUE, { notify: true });
    return {
      name,
      async work(concurrency, onStart) {
        await boss.work<{ n: number }>(
          QUEUE,
          { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5, ...optionsFor(concurrency) },
          async (jobs) => {
            for (const { data } of jobs) onStart(data.n);
          },
        );
        return { stop: async () => boss.offWork(QUEUE) };
      },
      async fill(count) {
        await boss.insert(
          QUEUE,
          Array.from({ length: count }, (_, n) => ({ data: { n } })),
        );
      },
      analyze: async () => boss.getDb().executeSql('ANALYZE'),
      async add(n) {
        await boss.send(QUEUE, { n });
      },
      async close() {
        state.isClosing = true;
        await boss.stop({ graceful: false });
      },
    };
  };
}
