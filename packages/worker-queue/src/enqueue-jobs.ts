import { isDatabaseError, type Database, type Queryable, type Transaction } from '@kongflow/database';
import { newId } from '@kongflow/protocol';
import type { JobInsert } from 'pg-boss';
import type { Boss } from './create-boss.ts';
import type { NewJob } from './enqueue-options.ts';
import { QueueError } from './errors.ts';
import { type KeyedJob, upsertKeyedJobs } from './pgboss-sql.ts';

/**
 * Stores jobs: one statement a pool for those without a key, and one for those with.
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
  const ids = jobs.map(() => newId());
  for (const [pool, positions] of groupByPool(jobs)) {
    const plain: JobInsert[] = [];
    const keyed = new Map<string, KeyedJob>();
    for (const position of positions) {
      const [job, id] = [jobs[position], ids[position]];
      if (job === undefined || id === undefined) continue;
      if (job.jobKey === null) plain.push(toInsert(id, job));
      else keyed.set(job.jobKey, toKeyed(id, job.jobKey, job));
    }
    if (keyed.size > 0) {
      const stored = await upsert(db, pool, [...keyed.values()]);
      for (const position of positions) {
        const id = stored.get(jobs[position]?.jobKey ?? '');
        if (id !== undefined) ids[position] = id;
      }
    }
    if (plain.length > 0) {
      const insert = async (): Promise<void> => insertBatch(boss, db, pool, plain);
      await (tx === undefined ? insert() : boss.adapter.inside(tx, insert));
    }
  }
  return ids;
}

/** The positions of the jobs of each pool. */
function groupByPool(jobs: readonly NewJob[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [position, { pool }] of jobs.entries()) {
    const group = positions.get(pool);
    if (group === undefined) positions.set(pool, [position]);
    else group.push(position);
  }
  return positions;
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
  return new Set(jobs.map(({ pool, jobKey }) => `${pool} ${jobKey === null}`)).size;
}

async function insertBatch(boss: Boss, db: Queryable, pool: string, batch: JobInsert[]): Promise<void> {
  try {
    await boss.boss.insert(pool, batch, { db: boss.adapter.inserts(db) });
  } catch (error) {
    throw explain(error);
  }
}

function toKeyed(id: string, key: string, job: NewJob): KeyedJob {
  return {
    id,
    key,
    data: JSON.stringify(job.data),
    priority: -job.data.priority,
    runAt: job.runAt,
    retryLimit: job.data.maxAttempts - 1,
    group: job.serialKey,
    expireInSeconds: job.expireInSeconds,
    preserveRunAt: job.preserveRunAt,
  };
}

async function upsert(db: Queryable, pool: string, jobs: readonly KeyedJob[]): Promise<Map<string, string>> {
  let stored: Map<string, string>;
  try {
    stored = await upsertKeyedJobs(db, pool, jobs);
  } catch (error) {
    throw explain(error);
  }
  if (stored.size === 0) throw notInstalled();
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
