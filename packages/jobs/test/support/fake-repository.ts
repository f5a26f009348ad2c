import { randomUUID } from 'node:crypto';
import type { Transaction } from '@kongflow/database';
import type { Querier } from '../../src/generated/querier.ts';
import type { Job, JobQueue, JobRepository, JobVersion } from '../../src/index.ts';

type Statement<Name extends keyof Querier> = Querier[Name];

/** The statements over arrays: enough to see what the operations ask of them. One environment, no transactions. */
export class FakeRepository implements JobRepository {
  readonly jobs: Job[] = [];
  readonly versions: JobVersion[] = [];
  readonly queues: JobQueue[] = [];
  /** The version that `latest` names, by job id. */
  readonly latest = new Map<string, string>();
  /** What `upsertJobVersion` was given last. */
  lastVersion: Parameters<Statement<'upsertJobVersion'>>[0] | undefined;
  knownEndpoint = 'endpoint';
  aliasWrites = 0;
  readonly now = new Date('2024-01-01T00:00:00Z');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing here touches the connection
  readonly tx = { afterCommit: (callback: () => void) => callback() } as unknown as Transaction;

  withTransaction: JobRepository['withTransaction'] = (tx, work) => work(this, tx ?? this.tx);

  upsertJob: Statement<'upsertJob'> = async ({ revive, ...values }) => {
    const known = this.jobs.find(({ slug }) => slug === values.slug);
    if (known === undefined) {
      const job = { ...values, deletedAt: null, createdAt: this.now, updatedAt: this.now };
      this.jobs.push(job);
      return job;
    }
    if (known.deletedAt !== null && !revive) return null;
    return Object.assign(known, { title: values.title, internal: values.internal, deletedAt: null });
  };

  upsertJobVersion: Statement<'upsertJobVersion'> = async (params) => {
    this.lastVersion = params;
    if (params.endpointId !== this.knownEndpoint) return null;
    const others = this.versions.filter(({ jobId, version }) => jobId === params.jobId && version !== params.version);
    const known = this.versions.find(({ jobId, version }) => jobId === params.jobId && version === params.version);
    const version: JobVersion = {
      id: known?.id ?? params.id,
      jobId: params.jobId,
      version: params.version,
      eventSpecification: params.eventSpecification,
      properties: params.properties ?? null,
      endpointId: params.endpointId,
      environmentId: params.environmentId,
      organizationId: params.organizationId,
      projectId: params.projectId,
      queueId: 'queue',
      startPosition: 'LATEST',
      preprocessRuns: params.preprocessRuns,
      status: params.status,
      createdAt: this.now,
      updatedAt: this.now,
    };
    if (known === undefined) this.versions.push(version);
    else Object.assign(known, version);
    const latest = this.latest.get(params.jobId);
    return {
      ...version,
      otherVersions: others.map((other) => other.version),
      latestVersionId: this.versions.find((one) => one.jobId === params.jobId && one.version === latest)?.id ?? null,
    };
  };

  pointJobAlias: Statement<'pointJobAlias'> = async ({ jobId, version }) => {
    this.aliasWrites += 1;
    this.latest.set(jobId, version);
    return 1;
  };

  disableJobVersions: Statement<'disableJobVersions'> = async ({ jobId, endpointId }) => {
    if (endpointId !== this.knownEndpoint) return [];
    const active = this.versions.filter((version) => version.jobId === jobId && version.status === 'ACTIVE');
    for (const version of active) version.status = 'DISABLED';
    return active;
  };

  markJobDeleted: Statement<'markJobDeleted'> = async ({ id }) => {
    if (this.versions.some((version) => version.jobId === id && version.status === 'ACTIVE')) return null;
    const job = this.jobs.find((one) => one.id === id);
    return job === undefined ? null : Object.assign(job, { deletedAt: job.deletedAt ?? this.now });
  };

  createJobQueue: Statement<'createJobQueue'> = async (params) => {
    if (this.queues.some(({ name }) => name === params.name)) return null;
    const queue = { id: randomUUID(), jobCount: 0, createdAt: this.now, updatedAt: this.now, ...params };
    this.queues.push(queue);
    return queue;
  };

  updateJobQueue: Statement<'updateJobQueue'> = async ({ name, maxJobs }) => {
    const queue = this.queues.find((one) => one.name === name);
    return queue === undefined ? null : Object.assign(queue, { maxJobs });
  };

  lockJobBySlug: Statement<'lockJobBySlug'> = (params) => this.getJobBySlug(params);
  lockJob: Statement<'lockJob'> = (params) => this.getJob(params);
  getJob: Statement<'getJob'> = async ({ id }) => this.jobs.find((job) => job.id === id) ?? null;
  getJobBySlug: Statement<'getJobBySlug'> = async ({ slug }) => this.jobs.find((job) => job.slug === slug) ?? null;
  listJobs: Statement<'listJobs'> = async ({ limit }) => this.jobs.slice(0, limit);
  getJobVersion: Statement<'getJobVersion'> = async ({ id }) => this.versions.find((one) => one.id === id) ?? null;
  getLatestJobVersion: Statement<'getLatestJobVersion'> = async ({ jobId }) =>
    this.versions.find((one) => one.jobId === jobId && one.version === this.latest.get(jobId)) ?? null;
  listJobVersions: Statement<'listJobVersions'> = async ({ limit }) => this.versions.slice(0, limit);
  listLatestJobs: Statement<'listLatestJobs'> = async () => [];
  listEventExamples: Statement<'listEventExamples'> = async () => [];
  getJobQueue: Statement<'getJobQueue'> = async ({ name }) => this.queues.find((queue) => queue.name === name) ?? null;
}
