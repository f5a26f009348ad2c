import { isDatabaseError, type Database, type Queryable, type Transaction } from '@kongflow/database';
import { newId } from '@kongflow/protocol';
import type { JobInsert } from 'pg-boss';
import type { Boss } from './create-boss.ts';
import type { NewJob } from './enqueue-options.ts';
import { QueueError } from './errors.ts';
import { upsertKeyedJob } from './pgboss-sql.ts';

/**
 * Stores jobs: those without a key in one statement a pool, those with a key in one statement each.
 *
 * A key that occurs twice keeps the later job, and both get its id.
 *
 * @returns the ids of the stored rows, in the order of the jobs.
 * @throws {QueueError} `NOT_INSTALLED`.
 */
export async function insertJobs(
  boss: Boss,
  database: Database,
  tx: Transaction | undefined,
  jobs: readonly NewJob[],
): Promise<string[]> {
  const db = tx ?? database;
  const ids: string[] = [];
  const batches = new Map<string, JobInsert[]>();
  for (const job of jobs) {
    const id = newId();
    if (job.jobKey !== null) {
      ids.push(await upsertOne(db, job, job.jobKey, id));
      continue;
    }
    ids.push(id);
    const batch = batches.get(job.pool);
    if (batch === undefined) batches.set(job.pool, [toInsert(id, job)]);
    else batch.push(toInsert(id, job));
  }
  for (const [pool, batch] of batches) {
    const insert = async (): Promise<void> => insertBatch(boss, db, pool, batch);
    await (tx === undefined ? insert() : boss.adapter.inside(tx, insert));
  }
  return ids;
}

/**
 * Stores the job of a cron tick, unless another process has: the id is the same in all.
 * @throws {QueueError} `NOT_INSTALLED`.
 */
export async function insertTick(boss: Boss, db: Queryable, id: string, job: NewJob): Promise<void> {
  await insertBatch(boss, db, job.pool, [toInsert(id, { ...job, data: { ...job.data, cron: true } })]);
}

function toInsert(id: string, job: NewJob): JobInsert {
  return {
    id,
    data: job.data,
    priority: -job.data.priority,
    retryLimit: job.data.maxAttempts - 1,
    expireInSeconds: job.expireInSeconds,
    ...(job.runAt === null ? {} : { startAfter: job.runAt }),
    ...(job.serialKey === null ? {} : { group: { id: job.serialKey } }),
  };
}

/** How many statements {@link insertJobs} sends. */
export function countStatements(jobs: readonly NewJob[]): number {
  const keyed = jobs.filter((job) => job.jobKey !== null).length;
  return keyed + new Set(jobs.filter((job) => job.jobKey === null).map((job) => job.pool)).size;
}

async function insertBatch(boss: Boss, db: Queryable, pool: string, batch: JobInsert[]): Promise<void> {
  try {
    await boss.boss.insert(pool, batch, { db: boss.adapter.inserts(db) });
  } catch (error) {
    throw explain(error);
  }
}

async function upsertOne(db: Queryable, job: NewJob, key: string, id: string): Promise<string> {
  let stored: string | null;
  try {
    stored = await upsertKeyedJob(db, {
      queue: job.pool,
      id,
      key,
      data: JSON.stringify(job.data),
      priority: -job.data.priority,
      runAt: job.runAt,
      retryLimit: job.data.maxAttempts - 1,
      group: job.serialKey,
      expireInSeconds: job.expireInSeconds,
      preserveRunAt: job.preserveRunAt,
    });
  } catch (error) {
    throw explain(error);
  }
  if (stored === null) throw notInstalled();
  return stored;
}

/** Says what a missing table or queue means; other errors pass. */
export function explain(error: unknown): unknown {
  const missing =
    isDatabaseError(error, 'UNDEFINED_OBJECT') ||
    // pg-boss' own words, on the way through its public API
    (error instanceof Error &&
      /^Queue \S+ does not exist$|^relation "kongflow_queue\.|is not installed/.test(error.message));
  return missing ? notInstalled(error) : error;
}

function notInstalled(cause?: unknown): QueueError {
  return new QueueError(
    'NOT_INSTALLED',
    'The queue is not installed in this database, or by another release: run installQueue().',
    {
      cause,
    },
  );
}
