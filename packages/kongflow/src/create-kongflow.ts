import { ApiAuthService } from '@kongflow/api-auth';
import { ApiVoteService } from '@kongflow/api-vote';
import { createDatabase, Database, runMigrations, type CreateDatabaseOptions } from '@kongflow/database';
import { Keyring } from '@kongflow/encryption';
import { createEndpointClient } from '@kongflow/endpoint-api';
import { EndpointsService } from '@kongflow/endpoints';
import { EventsService } from '@kongflow/events';
import { JobsService } from '@kongflow/jobs';
import { silentLogger } from '@kongflow/logger';
import { RunsService } from '@kongflow/runs';
import { SecretStoreError } from '@kongflow/secret-store';
import { TenancyService } from '@kongflow/tenancy';
import { createWorkerQueue, installQueue } from '@kongflow/worker-queue';
import { bindTasks } from './bind-tasks.ts';
import { createSecretStore } from './create-secret-store.ts';
import type { Kongflow } from './kongflow.ts';
import { createLifeCycle } from './life-cycle.ts';
import type { KongflowOptions } from './options.ts';

const DEFAULT_CONNECTIONS = 20;
const DEFAULT_AUDIT_RETENTION_DAYS = 365;
const MAX_AUDIT_RETENTION_DAYS = 36_500;

/**
 * Wires every service of the platform over one database, without connecting to it yet.
 *
 * This is the composition root: the only place where one service learns of another. What flows between them is a task of
 * the catalogue, or a small interface that the consumer declares and that is supplied here.
 *
 * @throws EncryptionError INVALID_KEY when `encryptionKey` is not a key
 * @throws SecretStoreError INVALID_INPUT when `secretStore.audit.retentionDays` is out of bounds
 * @example
 * const kongflow = createKongflow({ database: { connectionString }, encryptionKey });
 * await kongflow.migrate();
 * await kongflow.start();
 */
export function createKongflow(options: KongflowOptions): Kongflow {
  const logger = options.logger ?? silentLogger;
  const secretAuditRetentionDays = retentionDays(options);
  const keyring = new Keyring({
    current: options.encryptionKey,
    previous: [...(options.previousEncryptionKeys ?? [])],
  });
  const ownsDatabase = !(options.database instanceof Database);
  const database = options.database instanceof Database ? options.database : openDatabase(options.database);
  const worker = options.worker ?? {};
  const queue = createWorkerQueue({
    database,
    logger: logger.child({ component: 'worker-queue' }),
    concurrency: { default: worker.concurrency ?? 10, execution: worker.executionConcurrency ?? 10 },
  });
  const endpointClient = createEndpointClient({ logger: logger.child({ component: 'endpoint-api' }) });

  const tenancy = new TenancyService({ database, keyring });
  const apiAuth = new ApiAuthService({ database, keyring });
  const apiVotes = new ApiVoteService({ database });
  const secrets = createSecretStore(options.secretStore ?? {}, {
    database,
    keyring,
    logger: logger.child({ component: 'secret-store' }),
  });
  const runs = new RunsService({
    database,
    queue,
    logger,
    endpointClient,
    environments: tenancy,
    // endpoints needs jobs, which needs runs: the last link of the circle is tied late
    endpointVersions: { recordEndpointVersion: (input) => endpoints.recordEndpointVersion(input) },
  });
  const events = new EventsService({ database, queue, logger, runs, externalAccounts: tenancy });
  const jobs = new JobsService({ database, logger, dispatchers: events.dispatchers, events, runs });
  const endpoints = new EndpointsService({
    database,
    queue,
    logger,
    endpointClient,
    environments: tenancy,
    jobs,
    ...(options.endpointUrls === undefined ? {} : { urls: options.endpointUrls }),
  });

  const migrate = async (): Promise<void> => {
    await runMigrations(database, { direction: 'up' });
    await installQueue(database);
  };
  const lifeCycle = createLifeCycle({
    async start() {
      if (options.migrateOnStart ?? true) await migrate();
      secrets.start();
      if (worker.enabled ?? true) await queue.start();
    },
    drain: () => queue.stop({ timeoutMs: worker.stopTimeoutMs ?? 30_000 }),
    async close() {
      await endpointClient.close();
      await secrets.stop();
      if (ownsDatabase) await database.close();
    },
  });
  const kongflow: Kongflow = {
    database,
    logger,
    queue,
    tenancy,
    apiAuth,
    apiVotes,
    secretStore: secrets.store,
    secretAudit: secrets.audit,
    endpoints,
    jobs,
    events,
    runs,
    migrate,
    async ping() {
      await database.query({ text: 'SELECT 1', values: [], rowMode: 'array' });
    },
    ...lifeCycle,
  };
  bindTasks(kongflow, { secretAuditRetentionDays });
  return kongflow;
}

function retentionDays({ secretStore }: KongflowOptions): number {
  const audit = secretStore?.audit;
  const days = (audit === false ? undefined : audit?.retentionDays) ?? DEFAULT_AUDIT_RETENTION_DAYS;
  // Else each night's purge would fail, and nothing ever go.
  if (!Number.isInteger(days) || days < 1 || days > MAX_AUDIT_RETENTION_DAYS) {
    throw new SecretStoreError(
      'INVALID_INPUT',
      `secretStore.audit.retentionDays must be a whole number from 1 to ${MAX_AUDIT_RETENTION_DAYS}.`,
    );
  }
  return days;
}

function openDatabase(options: CreateDatabaseOptions): Database {
  return createDatabase('pool' in options ? options : { max: DEFAULT_CONNECTIONS, ...options });
}
