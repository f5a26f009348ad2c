import type { Database } from '@kongflow/database';
import { silentLogger } from '@kongflow/logger';
import type { PgBoss, QueueOptions } from 'pg-boss';
import { DEFAULT_TIMEOUT_SECONDS, TASK_POOLS } from './catalogue.ts';
import { createBoss } from './create-boss.ts';
import { DEAD_QUEUE, INSTALL_INDEXES } from './pgboss-sql.ts';

/** A process that sends no heartbeat for this long has lost its jobs. pg-boss allows no less than 10. */
const LEASE_SECONDS = 12;

/** Attempts of `onExhausted`. */
const DEAD_LETTER_ATTEMPTS = 25;

const DAY = 86_400;

const QUEUE_OPTIONS = {
  // Never: an unstarted job is a promise, whenever it was made.
  retentionSeconds: 365 * DAY,
  // Finished jobs are deleted at once, but for cron ticks; this is for jobs whose attempts are used up.
  deleteAfterSeconds: 7 * DAY,
  expireInSeconds: DEFAULT_TIMEOUT_SECONDS,
  heartbeatSeconds: LEASE_SECONDS,
  retryLimit: 0,
  retryDelay: 0,
} satisfies QueueOptions;

/**
 * Creates or migrates everything the queue needs in the database: pg-boss' tables in the schema `kongflow_queue`, the
 * indexes of our own, and one queue a pool. Running it again changes nothing; several processes may run it at once.
 *
 * @example
 * await installQueue(database);
 */
export async function installQueue(database: Database): Promise<void> {
  const { boss, adapter } = createBoss(database, silentLogger, true);
  try {
    await boss.start();
    await adapter.executeSql(INSTALL_INDEXES);
    // The dead letter queue first: the others refer to it.
    await ensureQueue(boss, DEAD_QUEUE, { ...QUEUE_OPTIONS, retryLimit: DEAD_LETTER_ATTEMPTS - 1 });
    for (const pool of TASK_POOLS) await ensureQueue(boss, pool, { ...QUEUE_OPTIONS, deadLetter: DEAD_QUEUE });
  } finally {
    await boss.stop({ close: false, graceful: false });
  }
}

async function ensureQueue(boss: PgBoss, name: string, options: QueueOptions & { deadLetter?: string }): Promise<void> {
  await boss.createQueue(name, { ...options, policy: 'standard', notify: false });
  // An older release may have created it with other settings.
  await boss.updateQueue(name, options);
}
