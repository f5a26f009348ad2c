import { createDatabase } from '@kongflow/database';
import type { EndpointApi, IndexEndpointResult, PingResult } from '@kongflow/endpoint-api';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import { newId } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { EndpointsService } from '../src/index.ts';
import { FakeRepository, fakeTransaction } from './fake-repository.ts';
import { indexResponse, job } from './local-endpoint.ts';

const headers = { triggerVersion: '2023-09-29', triggerSdkVersion: '2.3.18', runMetadata: null };
const now = new Date('2026-01-01T00:00:00Z');
const organization = {
  id: newId(),
  slug: 'acme',
  title: 'Acme',
  maximumExecutionTimePerRunInMs: 900_000,
  runsEnabled: true,
  createdAt: now,
  updatedAt: now,
};
const project = {
  id: newId(),
  slug: 'web',
  name: 'Web',
  organizationId: organization.id,
  createdAt: now,
  updatedAt: now,
};
const environment: AuthenticatedEnvironment = {
  id: newId(),
  slug: 'dev',
  type: 'DEVELOPMENT',
  apiKey: 'tr_dev_key',
  pkApiKey: 'pk_dev_key',
  shortcode: 'calm-otter',
  autoEnableInternalSources: false,
  organizationId: organization.id,
  projectId: project.id,
  orgMemberId: null,
  createdAt: now,
  updatedAt: now,
  organization,
  project,
};
const index: IndexEndpointResult = { kind: 'response', response: indexResponse([job('a'), job('b')]), headers };

/** A service over a repository, a queue and an endpoint in memory. */
function setup(answers: { ping?: PingResult; index?: IndexEndpointResult } = {}) {
  const repository = new FakeRepository();
  const enqueued: { task: string; options: object | undefined }[] = [];
  const called: { url: string; apiKey: string }[] = [];
  const unused = async (): Promise<never> => Promise.reject(new Error('Not called.'));
  const api: EndpointApi = {
    ping: async () => answers.ping ?? { ok: true, headers },
    validate: async () => ({ ok: true, endpointId: 'shop', headers }),
    indexEndpoint: async () => answers.index ?? index,
    executeJob: unused,
    preprocessRun: unused,
  };
  const endpoints = new EndpointsService({
    database: createDatabase({ connectionString: 'postgres://localhost:1/none' }),
    repository,
    queue: {
      async enqueue(task, _payload, options) {
        repository.calls.push(`enqueue ${task}`);
        enqueued.push({ task, options });
        return { id: newId() };
      },
      async enqueueMany(jobs, options) {
        repository.calls.push(`enqueueMany ${jobs.map(({ task }) => task).join(' ')}`.trim());
        for (const { task } of jobs) enqueued.push({ task, options });
        return jobs.map(() => ({ id: newId() }));
      },
      async dequeue(jobKey) {
        repository.calls.push(`dequeue ${jobKey}`);
        return true;
      },
    },
    endpointClient: {
      connect: (target) => {
        called.push(target);
        return api;
      },
      close: async () => undefined,
    },
    environments: { getEnvironment: async () => environment },
    jobs: { listLatestJobs: async () => [] },
  });
  return { endpoints, repository, enqueued, called };
}

const shop = { environment, url: 'http://localhost:3000/api/trigger', id: 'shop' };

describe('EndpointsService', () => {
  it('creates an endpoint, its index and its task in one transaction of three statements', async () => {
    const { endpoints, repository, enqueued, called } = setup();
    await endpoints.createEndpoint(shop);
    expect(called).toEqual([{ url: shop.url, apiKey: 'tr_dev_key' }]);
    expect(repository.calls).toEqual([
      'BEGIN',
      'upsertEndpoint',
      'createIndex',
      'enqueue performEndpointIndexing',
      'COMMIT',
    ]);
    expect(enqueued).toEqual([{ task: 'performEndpointIndexing', options: { tx: fakeTransaction, maxAttempts: 1 } }]);
  });

  it('opens no transaction when the ping fails', async () => {
    const { endpoints, repository } = setup({ ping: { ok: false, kind: 'unreachable', error: 'Down' } });
    await expect(endpoints.createEndpoint(shop)).rejects.toMatchObject({ code: 'FAILED_PING', message: 'Down' });
    expect(repository.calls).toEqual([]);
  });

  it('starts an index and enqueues its registrations in one transaction, after the call', async () => {
    const { endpoints, repository } = setup();
    const { endpointIndex } = await endpoints.createEndpoint(shop);
    repository.calls.length = 0;
    await endpoints.performIndexing(endpointIndex.id);
    expect(repository.calls).toEqual([
      'getIndexing',
      'BEGIN',
      'adoptIndex',
      'endSupersededIndexes',
      'startIndex a@1.0.0 b@1.0.0',
      'enqueueMany registerJob registerJob',
      'COMMIT',
    ]);
  });

  it('rolls back when the index was carried out by another in the meantime', async () => {
    const { endpoints, repository } = setup();
    const { endpointIndex } = await endpoints.createEndpoint(shop);
    repository.calls.length = 0;
    await Promise.all([endpoints.performIndexing(endpointIndex.id), endpoints.performIndexing(endpointIndex.id)]);
    expect(repository.calls.filter((call) => call === 'COMMIT' || call === 'ROLLBACK').toSorted()).toEqual([
      'COMMIT',
      'ROLLBACK',
    ]);
    expect(repository.calls.filter((call) => call.startsWith('enqueueMany'))).toHaveLength(1);
  });

  it('records the failure of an endpoint in one statement', async () => {
    const { endpoints, repository } = setup({ index: { kind: 'timeout', message: 'No answer' } });
    const { endpointIndex } = await endpoints.createEndpoint(shop);
    repository.calls.length = 0;
    await endpoints.performIndexing(endpointIndex.id);
    expect(repository.calls).toEqual(['getIndexing', 'failIndex']);
  });

  it('indexes on request and takes back the task that would have taken over', async () => {
    const { endpoints, repository } = setup();
    await endpoints.createEndpoint(shop);
    repository.calls.length = 0;
    const { id } = await endpoints.indexEndpoint({ environment, endpointSlug: 'shop', source: 'API' });
    expect(repository.calls.slice(0, 5)).toEqual([
      'getEndpointBySlug',
      'BEGIN',
      'createIndex',
      'enqueue performEndpointIndexing',
      'COMMIT',
    ]);
    expect(repository.calls.slice(-2)).toEqual([`dequeue index:${id}`, 'getIndex']);
  });

  it('counts ten minutes and seven days back from the tick', async () => {
    const { endpoints, repository } = setup();
    await endpoints.autoIndexProductionEndpoints(new Date('2026-01-08T00:10:00Z'));
    await endpoints.purgeOldIndexings(new Date('2026-01-08T00:10:00Z'));
    expect(repository.calls).toEqual([
      'BEGIN',
      'lockAutoIndexing',
      'createDueIndexes 2026-01-08T00:00:00.000Z',
      'COMMIT',
      'deleteIndexesBefore 2026-01-01T00:10:00.000Z',
    ]);
  });
});
