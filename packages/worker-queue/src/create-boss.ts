import type { Database } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import { PgBoss } from 'pg-boss';
import { describeError } from './describe-error.ts';
import { PgBossAdapter } from './pg-boss-adapter.ts';
import { QUEUE_SCHEMA } from './pgboss-sql.ts';

/** pg-boss and the adapter it runs on. */
export interface Boss {
  readonly boss: PgBoss;
  readonly adapter: PgBossAdapter;
}

/**
 * Makes a pg-boss instance on the pool of a `Database`. It polls nothing, listens to nothing and schedules nothing: the
 * dispatchers do. What it supervises is retention, expiry as a second net, and its indexes.
 *
 * @param migrate whether `start()` may create and migrate the schema.
 */
export function createBoss(database: Database, logger: Logger, migrate: boolean): Boss {
  const adapter = new PgBossAdapter(database.pool);
  const boss = new PgBoss({
    db: adapter,
    schema: QUEUE_SCHEMA,
    migrate,
    createSchema: migrate,
    supervise: !migrate,
    schedule: false,
    useListenNotify: false,
  });
  boss.on('error', (error) =>
    logger.error('The supervision of the queue failed; it goes on.', { error: describeError(error) }),
  );
  boss.on('warning', (warning) => logger.warn(warning.message));
  return { boss, adapter };
}
