/**
 * All SQL of ours on pg-boss' tables, and the little session SQL around its own statements. Everything else goes
 * through pg-boss' public API. Written for schema 43 (pg-boss 12.35.0, pinned exactly); re-check it at every upgrade:
 * `test/pgboss-sql.test.ts` holds each statement against a real installation.
 *
 * Own SQL exists only where the public API has no race-safe or no single-statement way:
 *
 * | statement        | public API                       | why not                                                          |
 * |------------------|----------------------------------|------------------------------------------------------------------|
 * | upsertKeyedJobs  | `update()`, then `send()`        | 3 round trips; racing calls leave several rows on 12.35          |
 * | removeKeyedJob   | `findJobs()`, then `deleteJob()` | 2 round trips; also deletes a job that has just been claimed     |
 * | retryJobs        | `fail()`, then `update()`        | 4 round trips a job and no batches; knows only 2^n back-off      |
 * | touchJobs        | `touch()`                        | does not say which of the jobs are lost                          |
 * | releaseJobs      | `restore()`                      | not fenced to the attempt; revives superseded jobs               |
 * | readDue          | –                                | asks for the next due time, so that runAt is met to the ms       |
 * | findLostJobs     | supervisor with a 2 s interval   | its pass scans the whole job table for statistics                |
 *
 * A job is superseded once a newer job took its key: it has lost key, further attempts and dead letter queue.
 */
import type { Queryable } from '@kongflow/database';

/** The schema that holds pg-boss' tables: our own, so that an application's pg-boss of another version is not touched. */
export const QUEUE_SCHEMA = 'kongflow_queue';

/** The channel that wakes the dispatchers of other processes. Payload: `<queue> <id of the waking worker>`. */
export const QUEUE_CHANNEL = QUEUE_SCHEMA;

/** Takes the jobs whose attempts are used up. */
export const DEAD_QUEUE = 'dead';

const JOB = `${QUEUE_SCHEMA}.job_common`;
const NOW = `${QUEUE_SCHEMA}.job_now()`;
// Partial index predicate and conflict target must be the same text for PostgreSQL to infer the index. Dead letters
// copy the key of their job, so two of them may carry the same one: the dead queue is outside.
const PENDING_KEYED = `state < 'active' AND singleton_key IS NOT NULL AND name <> '${DEAD_QUEUE}'`;
/**
 * The indexes that pg-boss does not bring (at 200k queued jobs: lookups by key 20–29 ms without, 0.4 ms with; an empty
 * claim over a million future jobs 41 and 0.3 ms). Under a lock, as `IF NOT EXISTS` is not safe against a parallel run.
 */
export const INSTALL_INDEXES = `
  BEGIN;
  SELECT pg_advisory_xact_lock(hashtextextended('${QUEUE_SCHEMA}.install', 0));
  CREATE UNIQUE INDEX IF NOT EXISTS kongflow_job_pending_key ON ${JOB} (name, singleton_key) WHERE ${PENDING_KEYED};
  CREATE INDEX IF NOT EXISTS kongflow_job_due ON ${JOB} (name, start_after) WHERE state < 'active' AND NOT blocked;
  CREATE INDEX IF NOT EXISTS kongflow_job_active ON ${JOB} (name, singleton_key) WHERE state = 'active';
  COMMIT;
`;

/** What {@link upsertKeyedJobs} stores. */
export interface KeyedJob {
  readonly id: string;
  readonly key: string;
  /** The job's data, as JSON text. */
  readonly data: string;
  /** pg-boss' sense: larger is more urgent. */
  readonly priority: number;
  /** Null: now. */
  readonly runAt: Date | null;
  readonly retryLimit: number;
  readonly group: string | null;
  readonly expireInSeconds: number;
  /** Keeps the run time of a pending job that was never attempted. */
  readonly preserveRunAt: boolean;
}

const UPSERT_KEYED_JOBS = `
  WITH input AS MATERIALIZED (
    SELECT * FROM unnest(
      $2::uuid[], $3::text[], $4::text[], $5::int[], $6::timestamptz[], $7::int[], $8::text[], $9::int[], $10::boolean[]
    ) AS input (id, key, data, priority, run_at, retry_limit, group_id, expire_seconds, preserve_run_at)
  ), running AS (
    SELECT job.id FROM ${JOB} job JOIN input ON input.key = job.singleton_key
    WHERE job.name = $1 AND job.state = 'active' ORDER BY job.singleton_key, job.id FOR UPDATE OF job
  ), superseded AS (
    UPDATE ${JOB} job SET singleton_key = NULL, retry_limit = retry_count, dead_letter = NULL
    FROM running WHERE job.name = $1 AND job.id = running.id
    RETURNING 1
  )
  INSERT INTO ${JOB} AS job (
    id, name, data, priority, start_after, created_on, singleton_key, group_id, expire_seconds, deletion_seconds,
    keep_until, retry_limit, retry_delay, retry_backoff, policy, dead_letter, heartbeat_seconds
  )
  SELECT i.id, q.name, i.data::jsonb, i.priority, r.run_at, ${NOW}, i.key, i.group_id, i.expire_seconds,
    q.deletion_seconds, r.run_at + q.retention_seconds * interval '1s', i.retry_limit, q.retry_delay, q.retry_backoff,
    q.policy, q.dead_letter, q.heartbeat_seconds
  FROM ${QUEUE_SCHEMA}.queue q
    CROSS JOIN input i
    CROSS JOIN LATERAL (SELECT coalesce(i.run_at, ${NOW}) AS run_at) r
    -- Counting ends the first step first: with both in the order of the keys, racers lock in one order, never deadlock.
    CROSS JOIN (SELECT count(*) FROM superseded) s
  WHERE q.name = $1
  ORDER BY i.key
  ON CONFLICT (name, singleton_key) WHERE ${PENDING_KEYED}
  DO UPDATE SET
    -- Attempts start anew: under its old id, a process that lost the job could settle the new attempt of that number.
    id = CASE WHEN job.started_on IS NULL AND job.retry_count = 0 THEN job.id ELSE excluded.id END,
    data = excluded.data,
    priority = excluded.priority,
    start_after = CASE
      WHEN job.started_on IS NULL AND (SELECT preserve_run_at FROM input WHERE key = excluded.singleton_key)
      THEN job.start_after ELSE excluded.start_after END,
    keep_until = greatest(job.keep_until, excluded.keep_until),
    group_id = excluded.group_id,
    expire_seconds = excluded.expire_seconds,
    retry_limit = excluded.retry_limit,
    retry_count = 0,
    state = 'created',
    started_on = NULL,
    output = NULL
  RETURNING singleton_key, id
`;

/**
 * Stores jobs under their keys, none of which may occur twice: a pending job of a key is overwritten (attempts anew, with
 * a new id if there were any), a running one is superseded and a new row inserted. Racing calls leave one row pending.
 *
 * @returns the ids of the pending rows by key; empty when the queue does not exist.
 */
export async function upsertKeyedJobs(db: Queryable, queue: string, jobs: readonly KeyedJob[]) {
  const { rows } = await db.query({
    name: 'kongflow_queue_upsert',
    text: UPSERT_KEYED_JOBS,
    values: [
      queue,
      jobs.map(({ id }) => id),
      jobs.map(({ key }) => key),
      jobs.map(({ data }) => data),
      jobs.map(({ priority }) => priority),
      jobs.map(({ runAt }) => runAt),
      jobs.map(({ retryLimit }) => retryLimit),
      jobs.map(({ group }) => group),
      jobs.map(({ expireInSeconds }) => expireInSeconds),
      jobs.map(({ preserveRunAt }) => preserveRunAt),
    ],
    rowMode: 'array',
  });
  return new Map(rows.map(([key, id]) => [String(key), String(id)]));
}

const REMOVE_KEYED_JOB = `
  WITH superseded AS (
    UPDATE ${JOB} SET singleton_key = NULL, retry_limit = retry_count, dead_letter = NULL
    WHERE name = ANY ($1) AND singleton_key = $2 AND state = 'active'
  )
  DELETE FROM ${JOB} WHERE name = ANY ($1) AND singleton_key = $2 AND ${PENDING_KEYED} RETURNING id
`;

/**
 * Deletes the pending job of a key, in whichever of the queues it is; a running one goes on, but is superseded.
 *
 * @returns whether a pending job was deleted.
 */
export async function removeKeyedJob(db: Queryable, queues: readonly string[], key: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'kongflow_queue_remove',
    text: REMOVE_KEYED_JOB,
    values: [queues, key],
    rowMode: 'array',
  });
  return rows.length > 0;
}

/** The claim on a job: fences every settlement to the attempt that was claimed. */
export interface Claim {
  readonly id: string;
  readonly retryCount: number;
}

/** A failed attempt that is to be repeated. */
export interface Retry extends Claim {
  readonly delayMs: number;
  /** What went wrong, as JSON text. */
  readonly output: string;
}

// A pending job of the same key means that the failed one was claimed at the very moment its key was re-used, too late
// to be superseded by the enqueue itself.
const REPLACED = `EXISTS (
      SELECT FROM ${JOB} newer
      WHERE newer.name = job.name AND newer.singleton_key = job.singleton_key
        AND newer.state < 'active' AND newer.singleton_key IS NOT NULL AND newer.name <> '${DEAD_QUEUE}'
    )`;

const RETRY_JOBS = `
  WITH failed AS (
    SELECT * FROM unnest($2::uuid[], $3::int[], $4::float8[], $5::text[]) AS f (id, retry_count, delay_ms, output)
  ),
  ours AS (
    SELECT job.id, job.name <> '${DEAD_QUEUE}' AND (job.dead_letter IS NULL OR ${REPLACED}) AS is_superseded
    FROM ${JOB} job JOIN failed USING (id, retry_count)
    WHERE job.name = $1 AND job.state = 'active'
    FOR UPDATE OF job
  ),
  superseded AS (
    UPDATE ${JOB} job SET singleton_key = NULL, retry_limit = job.retry_count, dead_letter = NULL
    FROM ours
    WHERE job.name = $1 AND job.id = ours.id AND ours.is_superseded
    RETURNING job.id
  ),
  again AS (
    UPDATE ${JOB} job
    SET state = 'retry', start_after = ${NOW} + failed.delay_ms * interval '1 ms', output = failed.output::jsonb,
      heartbeat_on = NULL
    FROM ours JOIN failed USING (id)
    WHERE job.name = $1 AND job.id = ours.id AND NOT ours.is_superseded AND job.retry_count < job.retry_limit
    RETURNING job.id
  )
  SELECT id, true FROM again UNION ALL SELECT id, false FROM superseded
`;

/** What {@link retryJobs} did; what is in neither has no attempts left, or is not ours any more. */
export interface RetryResult {
  /** Ids that will be tried again. */
  readonly again: ReadonlySet<string>;
  /** Ids of superseded jobs. */
  readonly superseded: ReadonlySet<string>;
}

/**
 * Puts failed jobs back with their delays, in one statement. All others are left for pg-boss' `fail()`, which moves those
 * without further attempts to the dead letter queue; superseded ones have none.
 */
export async function retryJobs(db: Queryable, queue: string, retries: readonly Retry[]): Promise<RetryResult> {
  const { rows } = await db.query({
    name: 'kongflow_queue_retry',
    text: RETRY_JOBS,
    values: [
      queue,
      retries.map((retry) => retry.id),
      retries.map((retry) => retry.retryCount),
      retries.map((retry) => retry.delayMs),
      retries.map((retry) => retry.output),
    ],
    rowMode: 'array',
  });
  const ids = (isAgain: boolean): Set<string> =>
    new Set(rows.filter((row) => row[1] === isAgain).map((row) => String(row[0])));
  return { again: ids(true), superseded: ids(false) };
}

const RELEASE_JOBS = `
  UPDATE ${JOB} job
  SET state = CASE WHEN job.retry_count = 0 THEN 'created' ELSE 'retry' END::${QUEUE_SCHEMA}.job_state,
    started_on = NULL, heartbeat_on = NULL
  FROM unnest($2::uuid[], $3::int[]) AS held (id, retry_count)
  WHERE job.name = $1 AND job.id = held.id AND job.retry_count = held.retry_count AND job.state = 'active'
    AND (job.name = '${DEAD_QUEUE}' OR job.dead_letter IS NOT NULL)
    AND (job.singleton_key IS NULL OR NOT ${REPLACED})
  RETURNING job.id
`;

/**
 * Gives claimed jobs back without counting the attempt: without a start time, pg-boss' next claim keeps the count.
 *
 * @returns the ids that were given back; superseded jobs are not.
 */
export async function releaseJobs(db: Queryable, queue: string, claims: readonly Claim[]): Promise<string[]> {
  const { rows } = await db.query({
    name: 'kongflow_queue_release',
    text: RELEASE_JOBS,
    values: [queue, claims.map((claim) => claim.id), claims.map((claim) => claim.retryCount)],
    rowMode: 'array',
  });
  return rows.map((row) => String(row[0]));
}

/** When a queue has work. */
export interface Due {
  /** Whether a job is due already; it may still wait for its serial key. */
  readonly ready: boolean;
  /** Milliseconds until the next job that is not due yet, or null. */
  readonly nextInMs: number | null;
}

// Both by ORDER BY … LIMIT 1, which only the index on the due time can serve: EXISTS and min() were planned as scans of
// the table (51 ms at 400k jobs, against 0.2 ms).
const READ_DUE = `
  SELECT
    (
      SELECT start_after <= ${NOW} FROM ${JOB}
      WHERE name = $1 AND state < 'active' AND NOT blocked ORDER BY start_after LIMIT 1
    ),
    (
      SELECT (extract(epoch FROM start_after - clock_timestamp()) * 1000)::float8 FROM ${JOB}
      WHERE name = $1 AND state < 'active' AND NOT blocked AND start_after > ${NOW} ORDER BY start_after LIMIT 1
    )
`;

/** Reads whether a queue has due jobs, and when the next future one becomes due. */
export async function readDue(db: Queryable, queue: string): Promise<Due> {
  const { rows } = await db.query({ name: 'kongflow_queue_due', text: READ_DUE, values: [queue], rowMode: 'array' });
  const [ready, nextInMs] = rows[0] ?? [];
  return { ready: ready === true, nextInMs: typeof nextInMs === 'number' ? Math.max(0, nextInMs) : null };
}

const TOUCH_JOBS = `
  UPDATE ${JOB} job SET heartbeat_on = ${NOW}
  FROM unnest($2::uuid[], $3::int[]) AS held (id, retry_count)
  WHERE job.name = $1 AND job.id = held.id AND job.retry_count = held.retry_count AND job.state = 'active'
  RETURNING job.id
`;

/**
 * Says that claimed jobs are still worked on.
 *
 * @returns the ids that are still ours; the others were settled or given to another process.
 */
export async function touchJobs(db: Queryable, queue: string, claims: readonly Claim[]): Promise<string[]> {
  const { rows } = await db.query({
    name: 'kongflow_queue_touch',
    text: TOUCH_JOBS,
    values: [queue, claims.map((claim) => claim.id), claims.map((claim) => claim.retryCount)],
    rowMode: 'array',
  });
  return rows.map((row) => String(row[0]));
}

const FIND_LOST_JOBS = `
  SELECT name, id, retry_count FROM ${JOB}
  WHERE name = ANY ($1) AND state = 'active' AND heartbeat_on + heartbeat_seconds * interval '1s' < ${NOW}
  LIMIT 1000
`;

/** A job whose process stopped sending heartbeats. */
export interface LostJob extends Claim {
  readonly queue: string;
}

/** Finds claimed jobs whose heartbeats stopped: their process died, hangs, or cannot reach the database. */
export async function findLostJobs(db: Queryable, queues: readonly string[]): Promise<LostJob[]> {
  const { rows } = await db.query({
    name: 'kongflow_queue_lost',
    text: FIND_LOST_JOBS,
    values: [queues],
    rowMode: 'array',
  });
  return rows.map(([queue, id, retryCount]) => ({
    queue: String(queue),
    id: String(id),
    retryCount: Number(retryCount),
  }));
}

const NOTIFY = `SELECT pg_notify('${QUEUE_CHANNEL}', wake) FROM unnest($1::text[]) AS wake`;

/** Wakes the dispatchers of other processes. */
export async function notifyQueues(db: Queryable, payloads: readonly string[]): Promise<void> {
  await db.query({ name: 'kongflow_queue_notify', text: NOTIFY, values: [payloads], rowMode: 'array' });
}

/**
 * How a claim finds its jobs. Which way is cheaper depends on the backlog, and the planner cannot know: statistics of a
 * queue are always out of date, and it then sorts 20,000 jobs to take ten (9 ms a claim, against 0.4 ms).
 *
 * - `backlog`: along pg-boss' index in the order of urgency; passes over future jobs that are more urgent or older.
 * - `trickle`: takes what is due by our index on the due time and sorts that; passes over nothing.
 *
 * Up to PostgreSQL 17, what is switched off counts as enormous cost, for which the claim would be compiled every time
 * (0.3 s): hence without JIT.
 */
export type ClaimMode = 'backlog' | 'trickle';

const PLANNER: Record<ClaimMode, string> = {
  backlog: 'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off;',
  trickle: 'SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off;',
};

/**
 * Wraps pg-boss' claim in one script, hence one round trip: claims of a queue are serialized over all processes by an
 * advisory lock, which makes "no job of this group is active" exact (without it, two claims pass together: 25 % of
 * serial jobs overlapped), and each statement of a script sees what was committed when the lock was won. A claim lost
 * in a server crash only means that the job is run again, so its commit does not wait for the disk.
 *
 * @param statement name under which this session has prepared, or now prepares, the claim.
 * @param prepare text of the claim, on the first use of a session.
 */
export function claimScript(
  queue: string,
  mode: ClaimMode,
  statement: string,
  prepare: string | null,
  args: readonly number[],
): string {
  return `
    BEGIN;
    SET LOCAL synchronous_commit = off;
    SET LOCAL jit = off;
    ${PLANNER[mode]}
    SELECT pg_advisory_xact_lock(hashtextextended('${QUEUE_SCHEMA}.claim.${queue}', 0));
    ${prepare === null ? '' : `PREPARE ${statement} AS ${prepare};`}
    EXECUTE ${statement}${args.length > 0 ? `(${args.join(', ')})` : ''};
    COMMIT
  `;
}
