import { createDatabase } from '@kongflow/database';
import type { Database } from '@kongflow/database';
import { Keyring, generateEncryptionKey } from '@kongflow/encryption';
import { createEndpointClient } from '@kongflow/endpoint-api';
import type { EndpointClient } from '@kongflow/endpoint-api';
import { TenancyService } from '@kongflow/tenancy';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import { createTestDatabase } from '@kongflow/testing';
import { QUEUE_SCHEMA, createWorkerQueue } from '@kongflow/worker-queue';
import type { WorkerQueue } from '@kongflow/worker-queue';
import { afterAll, beforeAll } from 'vitest';
import { EndpointsService } from '../src/index.ts';
import type { EndpointIndex, EndpointsServiceOptions, JobDirectory, StoredIndexStats } from '../src/index.ts';
import { startLocalEndpoint } from './local-endpoint.ts';
import type { LocalEndpoint, LocalEndpointOptions } from './local-endpoint.ts';

/** A task as it lies in the queue. */
export interface QueuedTask {
  readonly task: string;
  readonly payload: Record<string, unknown>;
  readonly maxAttempts: number;
  /** Milliseconds from now until it is due. */
  readonly dueInMs: number;
}

/** Answers `listLatestJobs` with what a test put there. */
export class FakeJobDirectory implements JobDirectory {
  jobs: { slug: string; version: string }[] = [];

  async listLatestJobs(): Promise<readonly { slug: string; version: string }[]> {
    return this.jobs;
  }
}

export interface Tenant {
  readonly production: AuthenticatedEnvironment;
  readonly staging: AuthenticatedEnvironment;
  readonly development: AuthenticatedEnvironment;
}

export interface Setup {
  readonly database: Database;
  readonly queue: WorkerQueue;
  readonly client: EndpointClient;
  readonly tenancy: TenancyService;
  readonly endpoints: EndpointsService;
  readonly jobs: FakeJobDirectory;
  /** Another service on the same database. */
  readonly service: (options?: Partial<EndpointsServiceOptions>) => EndpointsService;
  readonly tenant: () => Promise<Tenant>;
  /** An endpoint that listens until the test file ends. */
  readonly listen: (options?: LocalEndpointOptions) => Promise<LocalEndpoint>;
  /** The tasks of an index, in the order they were enqueued. */
  readonly tasksOf: (index: { readonly id: string }) => Promise<QueuedTask[]>;
  /** The index as it is now. */
  readonly reload: (index: { readonly id: string }) => Promise<EndpointIndex>;
}

/** One database for the test file; the queue only stores until a test starts it. */
export function setup(): () => Setup {
  let current: Setup | undefined;
  const listening: LocalEndpoint[] = [];

  beforeAll(async () => {
    const { url } = await createTestDatabase();
    const database = createDatabase({ connectionString: url });
    const tenancy = new TenancyService({ database, keyring: new Keyring({ current: generateEncryptionKey() }) });
    const queue = createWorkerQueue({ database });
    const client = createEndpointClient({ requestTimeoutMs: 5_000 });
    const jobs = new FakeJobDirectory();
    const service = (options: Partial<EndpointsServiceOptions> = {}): EndpointsService =>
      new EndpointsService({ database, queue, endpointClient: client, environments: tenancy, jobs, ...options });
    let tenants = 0;

    current = {
      database,
      queue,
      client,
      tenancy,
      jobs,
      service,
      endpoints: service(),
      async tenant() {
        tenants += 1;
        const { id: userId } = await tenancy.createUser({ email: `owner-${tenants}@example.com` });
        const { id: organizationId } = await tenancy.createOrganization({ title: 'Acme', userId });
        const { environments } = await tenancy.createProject({ organizationId, name: 'Web', userId });
        const [production, staging, development] = environments;
        if (!production || !staging || !development) throw new Error('The project lacks environments.');
        return { production, staging, development };
      },
      async listen(options) {
        const endpoint = await startLocalEndpoint(options);
        listening.push(endpoint);
        return endpoint;
      },
      async tasksOf({ id }) {
        const { rows } = await database.query({
          text: `SELECT data ->> 'task', data -> 'payload', retry_limit + 1,
              extract(epoch FROM start_after - now()) * 1000
            FROM ${QUEUE_SCHEMA}.job
            WHERE data #>> '{payload,id}' = $1 OR data #>> '{payload,indexId}' = $1
            ORDER BY created_on, id`,
          values: [id],
          rowMode: 'array',
        });
        return rows.map(([task, payload, maxAttempts, dueInMs]) => ({
          task: String(task),
          payload: payload as Record<string, unknown>,
          maxAttempts: Number(maxAttempts),
          dueInMs: Number(dueInMs),
        }));
      },
      async reload({ id }) {
        const { rows } = await database.query({
          text: 'SELECT e.environment_id FROM endpoint_indexes i JOIN endpoints e ON e.id = i.endpoint_id WHERE i.id = $1',
          values: [id],
          rowMode: 'array',
        });
        const index = await service().getIndex({ environment: { id: String(rows[0]?.[0]) }, id });
        if (index === null) throw new Error(`There is no index ${id}.`);
        return index;
      },
    };
  });

  afterAll(async () => {
    await Promise.all(listening.map((endpoint) => endpoint.close()));
    await current?.client.close();
    await current?.database.close();
  });

  return () => {
    if (current === undefined) throw new Error('The set-up has not run.');
    return current;
  };
}

/** The counts of an index that has them, without those that are 0. */
export function countsOf({ stats }: EndpointIndex): Partial<StoredIndexStats> {
  const counts = stats as StoredIndexStats;
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}
