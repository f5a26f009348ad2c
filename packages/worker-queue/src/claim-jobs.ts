import { z } from 'zod';
import type { Boss } from './create-boss.ts';
import { JobDataSchema, type ClaimedJob, type JobData } from './job-data.ts';
import { DEAD_QUEUE, type ClaimMode } from './pgboss-sql.ts';

// What a job whose data nobody understands is treated as: it fails like a job without handler.
const UNREADABLE: JobData = { task: '(unreadable)', payload: null, priority: 0, maxAttempts: 1, cron: false };
const SourceError = z.object({ message: z.string() }).catch({ message: 'The job failed.' });

/**
 * Claims due jobs, the most urgent first, each serial key at most once at a time over all processes.
 *
 * @param limit how many at most.
 * @param mode `backlog` when there are probably more.
 */
export async function claimJobs(
  { boss, adapter }: Boss,
  queue: string,
  limit: number,
  mode: ClaimMode,
): Promise<ClaimedJob[]> {
  const options = { batchSize: limit, groupConcurrency: 1, db: adapter.claims(queue, mode) };
  const jobs = queue === DEAD_QUEUE ? await claimDead(boss, options) : await claimLive(boss, queue, options);
  // UPDATE … RETURNING has no order. Ids are UUID v7: their order is the order of enqueueing.
  return jobs.toSorted((a, b) => a.data.priority - b.data.priority || (a.id < b.id ? -1 : 1));
}

type FetchOptions = NonNullable<Parameters<Boss['boss']['fetch']>[1]>;

async function claimLive(boss: Boss['boss'], queue: string, options: FetchOptions): Promise<ClaimedJob[]> {
  const rows = await boss.fetch<unknown>(queue, options);
  return rows.map((row) => describe(row.id, row.retryCount, row.groupId, row.data));
}

async function claimDead(boss: Boss['boss'], options: FetchOptions): Promise<ClaimedJob[]> {
  const rows = await boss.fetch<unknown>(DEAD_QUEUE, { ...options, includeMetadata: true });
  return rows.map((row) => ({
    ...describe(row.id, row.retryCount, row.groupId, row.data),
    source: { id: row.sourceId ?? row.id, error: SourceError.parse(unwrap(row.sourceOutput)) },
  }));
}

function describe(id: string, retryCount: number, group: string | null | undefined, data: unknown): ClaimedJob {
  const parsed = JobDataSchema.safeParse(data);
  return { id, retryCount, isSerial: typeof group === 'string', data: parsed.success ? parsed.data : UNREADABLE };
}

// pg-boss' own expiry wraps its message once more than fail() does.
function unwrap(output: unknown): unknown {
  return typeof output === 'object' && output !== null && 'value' in output ? output.value : output;
}
