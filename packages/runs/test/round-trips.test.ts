import { createDatabase, type Database } from '@kongflow/database';
import { silentLogger } from '@kongflow/logger';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTaskSQL, completeTaskSQL } from '../src/generated/tasks.sql.ts';
import { claimExecutionSQL } from '../src/generated/runs.sql.ts';
import { RunsService } from '../src/service.ts';
import { answer, succeed } from './support/scripted-endpoint.ts';
import { setup, type Setup, taskBody } from './support/setup.ts';

/* What each operation costs in messages to the database. The queue is in memory here: its own are not counted. */
let s: Setup;
let database: Database;
let pool: Pool;
let runs: RunsService;
let statements: string[] = [];

beforeAll(async () => {
  s = await setup();
  pool = new Pool({ connectionString: s.url, max: 1 });
  pool.on('connect', (client) => {
    const query = client.query.bind(client);
    Object.assign(client, {
      query: (...values: Parameters<typeof query>) => {
        const [config]: unknown[] = values;
        statements.push(
          typeof config === 'string' ? config : ((config as { name?: string }).name ?? '?').replace(/_\w+$/, ''),
        );
        return query(...values);
      },
    });
  });
  database = createDatabase({ pool });
  runs = new RunsService({
    database,
    queue: s.queue,
    endpointClient: s.endpoint,
    logger: silentLogger,
    environments: { getEnvironment: async () => s.tenant.environment },
  });
});
afterAll(async () => {
  await database.close();
  await pool.end();
  await s.close();
});

async function cost(operation: () => Promise<unknown>): Promise<string[]> {
  statements = [];
  await operation();
  return statements;
}

const execution = (runId: string) => () =>
  runs.executeRun(runId, { jobId: runId, attempt: 1, signal: new AbortController().signal });

test('the tasks of a job cost one statement each', async () => {
  const { id } = await s.executingRun();
  const task = taskBody({ idempotencyKey: 'k' });
  expect(await cost(() => runs.createTask({ environmentId: s.environmentId, runId: id, task }))).toEqual([
    'CreateTask',
  ]);
  expect(await cost(() => runs.createTask({ environmentId: s.environmentId, runId: id, task }))).toEqual([
    'CreateTask',
  ]);
  const { id: taskId } = await s.createTask(id, { idempotencyKey: 'k' });
  const result = { properties: undefined, output: 1, outputIsUndefined: false };
  expect(await cost(() => runs.completeTask({ environmentId: s.environmentId, runId: id, taskId, result }))).toEqual([
    'CompleteTask',
  ]);
  const { id: failing } = await s.createTask(id, { idempotencyKey: 'failing' });
  expect(
    await cost(() =>
      runs.failTask({ environmentId: s.environmentId, runId: id, taskId: failing, error: { message: 'no' } }),
    ),
  ).toEqual(['FailTask']);
});

test('an execution that succeeds costs two', async () => {
  const id = await s.queuedRun();
  s.endpoint.script = () => succeed();
  expect(await cost(execution(id))).toEqual(['ClaimExecution', 'FinishExecution']);
});

test('an execution that ends in a wait, and the wake-up', async () => {
  const id = await s.queuedRun();
  const task = await s.createTask(id, {
    idempotencyKey: 'wait',
    noop: true,
    delayUntil: new Date(Date.now() + 60_000),
  });
  s.endpoint.script = () => answer({ status: 'RESUME_WITH_TASK', task });
  expect(await cost(execution(id))).toEqual(['ClaimExecution', 'BEGIN', 'RecordWaits', 'ReleaseExecution', 'COMMIT']);
  expect(await cost(() => runs.resumeTask(task.id))).toEqual(['BEGIN', 'ResumeTask', 'COMMIT']);
});

test('a run from its event to the queue of executions', async () => {
  const eventRecordId = await s.createEvent();
  const input = { environmentId: s.environmentId, eventRecordId, versionId: s.tenant.versionId };
  expect(await cost(() => runs.createRun(input))).toEqual(['BEGIN', 'InsertRun', 'COMMIT']);
  const id = (await runs.createRun(input))!.id;
  expect(await cost(() => runs.startRun(id))).toEqual(['BEGIN', 'QueueRun', 'COMMIT']);
});

test('a run that fails', async () => {
  const id = await s.queuedRun();
  s.endpoint.script = () => answer({ status: 'ERROR', error: { message: 'no' } });
  expect(await cost(execution(id))).toEqual(['ClaimExecution', 'BEGIN', 'FinishExecution', 'CloseTasks', 'COMMIT']);
});

test('the hot statements find their rows by index', async () => {
  const plan = async (text: string, parameters: readonly string[]): Promise<string> => {
    await pool.query('BEGIN');
    try {
      // A small table is read whole, whatever indexes it has.
      await pool.query('SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan');
      await pool.query(`PREPARE hot AS ${text}`);
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (COSTS OFF) EXECUTE hot(${parameters.join(', ')})`,
      );
      await pool.query('DEALLOCATE hot');
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      await pool.query('ROLLBACK');
    }
  };
  const nulls = (count: number): string[] => Array.from({ length: count }, () => 'NULL');
  for (const [text, count] of [
    [createTaskSQL, 16],
    [completeTaskSQL, 6],
    [claimExecutionSQL, 4],
  ] as const) {
    expect(await plan(text, nulls(count))).not.toMatch(/Seq Scan on (tasks|runs|task_attempts)/);
  }
});
