import { createDatabase, type Database } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import { onTestFinished } from 'vitest';
import { createWorkerQueue, type TaskCatalogue, type WorkerQueue, type WorkerQueueOptions } from '../../src/index.ts';
import { catalogue, type Catalogue } from './catalogue.ts';
import { recordingLogger, type RecordedLine } from './recording-logger.ts';

/** A database of the test's own, and queues on it that end with the test. */
export interface Bundle {
  readonly url: string;
  readonly database: Database;
  /** What the queues logged. */
  readonly log: RecordedLine[];
  /** A queue with a pool of its own, as another process would have. */
  queue(options?: Partial<WorkerQueueOptions>): WorkerQueue<Catalogue>;
  queueOf<C extends TaskCatalogue>(tasks: C, options?: Partial<WorkerQueueOptions>): WorkerQueue<C>;
  /** The rows of a query. */
  rows(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** The jobs of the database, oldest first. */
  jobs(where?: string): Promise<Record<string, unknown>[]>;
}

/** Makes a bundle with a fresh clone of the run's template. */
export async function createBundle(): Promise<Bundle> {
  const { url } = await createTestDatabase();
  const log: RecordedLine[] = [];
  const open = (): Database => {
    const database = createDatabase({ connectionString: url, max: 12, onBackgroundError: () => undefined });
    onTestFinished(async () => database.close());
    return database;
  };
  const database = open();
  const rows: Bundle['rows'] = async (sql, values = []) => (await database.pool.query(sql, values)).rows;
  const queueOf: Bundle['queueOf'] = (tasks, options = {}) => {
    const queue = createWorkerQueue({
      database: open(),
      logger: recordingLogger(log),
      retryDelay: () => 20,
      ...options,
      catalogue: tasks,
    });
    onTestFinished(async () => queue.stop({ timeoutMs: 0 }));
    return queue;
  };
  return {
    url,
    database,
    log,
    queueOf,
    queue: (options) => queueOf(catalogue, options),
    rows,
    jobs: async (where = 'true') =>
      rows(`SELECT *, data->'payload' AS payload FROM kongflow_queue.job WHERE ${where} ORDER BY created_on, id`),
  };
}
