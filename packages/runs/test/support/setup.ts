import { createDatabase } from '@kongflow/database';
import { silentLogger } from '@kongflow/logger';
import { type EnvironmentType, newId, type RunTaskBody, RunTaskBodySchema, type ServerTask } from '@kongflow/protocol';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import type { EndpointVersions, RunEnvironment } from '../../src/context.ts';
import { RunsService } from '../../src/service.ts';
import { FakeQueue, type FakeJob } from './fake-queue.ts';
import { ScriptedEndpoint, type Script } from './scripted-endpoint.ts';

export interface Tenant {
  readonly environment: RunEnvironment;
  readonly jobId: string;
  readonly versionId: string;
  readonly endpointId: string;
}

export interface SetupOptions {
  readonly type?: EnvironmentType;
  readonly maximumExecutionTimePerRunInMs?: number;
  readonly endpointVersions?: EndpointVersions;
}

/** One database, filled with one tenant; a service over it, with a queue in memory and an endpoint in memory. */
export async function setup(options: SetupOptions = {}) {
  const { url } = await createTestDatabase();
  const database = createDatabase({ connectionString: url, max: 12 });
  const query = async (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await database.pool.query<Record<string, unknown>>(text, values)).rows;
  const tenant = await createTenant(query, options);
  const environments = new Map([[tenant.environment.id, tenant.environment]]);
  const queue = new FakeQueue();
  const endpoint = new ScriptedEndpoint();
  const runs = new RunsService({
    database,
    queue,
    endpointClient: endpoint,
    environments: { getEnvironment: async (id) => environments.get(id) ?? fail(`no environment ${id}`) },
    endpointVersions: options.endpointVersions,
    logger: silentLogger,
  });
  const context = {
    database,
    query,
    tenant,
    environments,
    queue,
    endpoint,
    runs,
    environmentId: tenant.environment.id,
  };
  return {
    ...context,
    url,
    createTenant: async (more: SetupOptions = {}) => {
      const other = await createTenant(query, more);
      environments.set(other.environment.id, other.environment);
      return other;
    },
    createEvent: (values: EventValues = {}, of: Tenant = tenant) => createEvent(query, of, values),
    /** A run that waits for `startRun`. */
    createRun: async (values: EventValues = {}): Promise<string> => {
      const eventRecordId = await createEvent(query, tenant, values);
      const run = await runs.createRun({
        environmentId: tenant.environment.id,
        eventRecordId,
        versionId: tenant.versionId,
      });
      return run?.id ?? fail('no run');
    },
    /** A run that waits to be executed. */
    async queuedRun(values: EventValues = {}): Promise<string> {
      const id = await this.createRun(values);
      await deliver(context, queue.take(queue.pending.find(({ payload }) => payload.id === id)));
      return id;
    },
    /** A run that is executing, and how to end its execution. */
    async executingRun(values: EventValues = {}) {
      const id = await this.queuedRun(values);
      return { id, ...(await this.execute(id)) };
    },
    /** Delivers the execution of a run until the endpoint is called. */
    async execute(runId: string) {
      const job = queue.take(
        queue.pending.find(({ task, payload }) => task === 'performRunExecution' && payload.id === runId),
      );
      return startExecution(context, job);
    },
    createTask: (runId: string, task: TaskInput): Promise<ServerTask> =>
      runs.createTask({ environmentId: tenant.environment.id, runId, task: taskBody(task) }),
    deliver: (job?: FakeJob) => deliver(context, queue.take(job)),
    async drain() {
      while (queue.pending.length > 0) await deliver(context, queue.take());
    },
    /**
     * Makes operations meet: holds a lock on a row until so many of them wait for it, then lets them go, in whichever
     * order PostgreSQL does.
     */
    async collide<T>(table: 'runs' | 'tasks', id: string, operations: readonly (() => Promise<T>)[]): Promise<T[]> {
      const client = await database.pool.connect();
      try {
        await client.query('BEGIN');
        await client.query(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE`, [id]);
        const results = Promise.all(operations.map((operation) => operation()));
        const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        await waitFor(async () => (await query(waiting)).length === operations.length, {
          describe: `${operations.length} operations to wait for the row`,
        });
        await client.query('COMMIT');
        return await results;
      } finally {
        client.release();
      }
    },
    run: async (id: string) => (await query('SELECT * FROM runs WHERE id = $1', [id]))[0] ?? fail('no run'),
    task: async (id: string) => (await query('SELECT * FROM tasks WHERE id = $1', [id]))[0] ?? fail('no task'),
    attempts: (taskId: string) =>
      query('SELECT number, status, error, run_at FROM task_attempts WHERE task_id = $1 ORDER BY number', [taskId]),
    close: () => database.close(),
  };
}

export type Setup = Awaited<ReturnType<typeof setup>>;
type Query = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
interface Context {
  readonly runs: RunsService;
  readonly queue: FakeQueue;
  readonly endpoint: ScriptedEndpoint;
}

export type TaskInput = Partial<RunTaskBody> & { readonly idempotencyKey: string };

export function taskBody(task: TaskInput): RunTaskBody {
  return RunTaskBodySchema.parse(task);
}

export interface EventValues {
  readonly payload?: unknown;
  readonly context?: unknown;
  readonly sourceContext?: unknown;
  readonly externalAccountId?: string;
  readonly isTest?: boolean;
}

/** Hands a job to its handler, and settles it as the queue would. */
export async function deliver({ runs, queue }: Context, job: FakeJob): Promise<void> {
  const { id } = job.payload;
  const { signal } = new AbortController();
  if (job.task === 'startRun') await runs.startRun(id);
  else if (job.task === 'resumeTask') await runs.resumeTask(id);
  else await runs.executeRun(id, { jobId: job.id, attempt: job.attempt, signal });
  queue.remove(job);
}

/** Runs a delivery up to the call of the endpoint, and leaves the answer to the caller. */
async function startExecution({ runs, queue, endpoint }: Context, job: FakeJob) {
  const called = Promise.withResolvers<void>();
  const result = Promise.withResolvers<Awaited<ReturnType<Script>>>();
  const controller = new AbortController();
  const before = endpoint.script;
  endpoint.script = () => {
    called.resolve();
    return result.promise;
  };
  const ended = runs
    .executeRun(job.payload.id, { jobId: job.id, attempt: job.attempt, signal: controller.signal })
    .then(() => queue.remove(job));
  await Promise.race([called.promise, ended]);
  endpoint.script = before;
  return {
    job,
    controller,
    /** Lets the endpoint answer, and waits until the outcome is applied. */
    answer: async (value: Awaited<ReturnType<Script>>): Promise<void> => {
      result.resolve(value);
      await ended;
    },
    /** Lets the endpoint answer; the caller waits. */
    answering: (value: Awaited<ReturnType<Script>>): Promise<void> => {
      result.resolve(value);
      return ended;
    },
  };
}

async function createTenant(
  query: Query,
  { type = 'PRODUCTION', maximumExecutionTimePerRunInMs = 900_000 }: SetupOptions,
): Promise<Tenant> {
  const [organizationId, projectId, environmentId, endpointId, queueId, jobId, versionId] = Array.from(
    { length: 7 },
    newId,
  );
  const unique = newId().slice(-12);
  await query(
    'INSERT INTO organizations (id, slug, title, maximum_execution_time_per_run_in_ms) VALUES ($1, $2, $3, $4)',
    [organizationId, `org-${unique}`, 'Org', maximumExecutionTimePerRunInMs],
  );
  await query('INSERT INTO projects (id, slug, name, organization_id) VALUES ($1, $2, $3, $4)', [
    projectId,
    `project-${unique}`,
    'Project',
    organizationId,
  ]);
  await query(
    `INSERT INTO runtime_environments (id, slug, type, api_key_hash, api_key_encrypted, pk_api_key_hash, pk_api_key_encrypted, shortcode, organization_id, project_id)
     VALUES ($1, 'env', $2, sha256($3), 'x', sha256($4), 'x', 'a-b', $5, $6)`,
    [environmentId, type, Buffer.from(`tr${unique}`), Buffer.from(`pk${unique}`), organizationId, projectId],
  );
  await query(
    `INSERT INTO endpoints (id, slug, url, indexing_hook_identifier, environment_id, organization_id, project_id) VALUES ($1, 'app', 'http://app', 'hook', $2, $3, $4)`,
    [endpointId, environmentId, organizationId, projectId],
  );
  await query('INSERT INTO job_queues (id, name, environment_id) VALUES ($1, $2, $3)', [
    queueId,
    'default',
    environmentId,
  ]);
  await query(`INSERT INTO jobs (id, slug, title, organization_id, project_id) VALUES ($1, 'job', 'Job', $2, $3)`, [
    jobId,
    organizationId,
    projectId,
  ]);
  await query(
    `INSERT INTO job_versions (id, job_id, version, event_specification, endpoint_id, environment_id, organization_id, project_id, queue_id)
     VALUES ($1, $2, '1.0.0', '{}', $3, $4, $5, $6, $7)`,
    [versionId, jobId, endpointId, environmentId, organizationId, projectId, queueId],
  );
  const environment: RunEnvironment = {
    id: environmentId!,
    slug: 'env',
    type,
    apiKey: 'tr_env_secret',
    organization: { id: organizationId!, slug: `org-${unique}`, title: 'Org', maximumExecutionTimePerRunInMs },
    project: { id: projectId!, slug: `project-${unique}`, name: 'Project' },
  };
  return { environment, jobId: jobId!, versionId: versionId!, endpointId: endpointId! };
}

async function createEvent(query: Query, { environment }: Tenant, values: EventValues): Promise<string> {
  const id = newId();
  await query(
    `INSERT INTO event_records (id, event_id, name, payload, context, source_context, external_account_id, is_test, organization_id, environment_id, project_id)
     VALUES ($1, $2, 'event', $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      id,
      `event-${id}`,
      JSON.stringify(values.payload ?? {}),
      JSON.stringify(values.context ?? {}),
      values.sourceContext === undefined ? null : JSON.stringify(values.sourceContext),
      values.externalAccountId ?? null,
      values.isTest ?? false,
      environment.organization.id,
      environment.id,
      environment.project.id,
    ],
  );
  return id;
}

function fail(message: string): never {
  throw new Error(message);
}
