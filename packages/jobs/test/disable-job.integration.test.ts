import { randomUUID } from 'node:crypto';
import type { Database } from '@kongflow/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobMetadata } from './support/fakes.ts';
import { addEndpoint, addEnvironment, openDatabase } from './support/fixtures.ts';
import { setupWith } from './support/setup.ts';

let database: Database;

beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

async function setup() {
  const bundle = await setupWith(database);
  const { jobs, environment, endpointId } = bundle;
  const register = async (given: Parameters<typeof jobMetadata>[0] = {}, at = endpointId) => {
    const registered = await jobs.registerJob({ environment, endpointId: at, job: jobMetadata(given) });
    return registered!;
  };
  const latestJobs = (at = endpointId) => jobs.listLatestJobs({ environmentId: environment.id, endpointId: at });
  return { ...bundle, register, latestJobs };
}

describe('listLatestJobs on PostgreSQL', () => {
  it('reads in the transaction it is given', async () => {
    const { endpointId, environment, jobs } = await setup();
    const key = { environmentId: environment.id, endpointId };
    await database.transaction(async (tx) => {
      await jobs.registerJob({ environment, endpointId, job: jobMetadata({ version: '1.0.0' }) }, { tx });
      expect(await jobs.listLatestJobs(key, { tx })).toEqual([{ slug: 'welcome', version: '1.0.0' }]);
      expect(await jobs.listLatestJobs(key)).toEqual([]);
    });
  });
});

describe('disableJob on PostgreSQL', () => {
  it('turns off a job whose version was raised in the same deploy', async () => {
    const { endpointId, environment, jobs, latestJobs, register } = await setup();
    const { job } = await register({ version: '1.0.0' });
    // the endpoint declares 1.1.0 with enabled: false, which was never registered
    const disabled = await jobs.disableJob({ environment, endpointId, slug: job.slug });
    expect(disabled?.versions).toMatchObject([{ version: '1.0.0', status: 'DISABLED' }]);
    expect(await latestJobs()).toEqual([]);
  });

  it('turns off the version that was rolled back to, too', async () => {
    const { dispatchers, endpointId, environment, jobs, latestJobs, register } = await setup();
    await register({ version: '2.0.0' });
    const { job } = await register({ version: '1.0.0' });
    const disabled = await jobs.disableJob({ environment, endpointId, slug: job.slug });
    expect(disabled?.versions).toHaveLength(2);
    expect(dispatchers.of(environment.id, job.id)?.enabled).toBe(false);
    expect(await latestJobs()).toEqual([]);
    await register({ version: '1.0.0' });
    expect(await latestJobs()).toEqual([{ slug: 'welcome', version: '2.0.0' }]);
  });

  it('leaves a job alone that has moved to another endpoint', async () => {
    const { endpointId, environment, jobs, latestJobs, register } = await setup();
    const elsewhere = await addEndpoint(database, environment);
    await register({ version: '1.0.0' });
    await register({ version: '2.0.0' }, elsewhere);
    expect(await jobs.disableJob({ environment, endpointId, slug: 'welcome' })).toBeNull();
    expect(await latestJobs()).toEqual([]);
    expect(await latestJobs(elsewhere)).toEqual([{ slug: 'welcome', version: '2.0.0' }]);
  });

  it('leaves the other environments of the project alone', async () => {
    const { endpointId, environment, jobs, register } = await setup();
    const staging = await addEnvironment(database, environment);
    const stagingEndpoint = await addEndpoint(database, staging);
    await register();
    await jobs.registerJob({ environment: staging, endpointId: stagingEndpoint, job: jobMetadata() });
    expect((await jobs.disableJob({ environment, endpointId, slug: 'welcome' }))?.versions).toHaveLength(1);
    const key = { environmentId: staging.id, endpointId: stagingEndpoint };
    expect(await jobs.listLatestJobs(key)).toHaveLength(1);
  });

  it('happens once when asked ten times at once', async () => {
    const { endpointId, environment, jobs, register } = await setup();
    await register();
    const disabled = await Promise.all(
      Array.from({ length: 10 }, () => jobs.disableJob({ environment, endpointId, slug: 'welcome' })),
    );
    expect(disabled.filter((one) => one !== null)).toHaveLength(1);
  });

  it('rolls back when the dispatcher cannot be disabled', async () => {
    const { dispatchers, endpointId, environment, jobs, latestJobs, register } = await setup();
    await register();
    dispatchers.failure = new Error('no dispatcher');
    await expect(jobs.disableJob({ environment, endpointId, slug: 'welcome' })).rejects.toThrow('no dispatcher');
    expect(await latestJobs()).toHaveLength(1);
  });
});

describe('deleteJob on PostgreSQL', () => {
  it('waits until the job is disabled in every environment; a deleted job is not listed, and comes back', async () => {
    const { endpointId, environment, jobs, latestJobs, register } = await setup();
    const staging = await addEnvironment(database, environment);
    const stagingEndpoint = await addEndpoint(database, staging);
    const { job } = await register();
    await jobs.registerJob({ environment: staging, endpointId: stagingEndpoint, job: jobMetadata() });
    const key = { projectId: environment.projectId, id: job.id };

    await jobs.disableJob({ environment, endpointId, slug: 'welcome' });
    await expect(jobs.deleteJob(key)).rejects.toMatchObject({ code: 'JOB_IS_ACTIVE' });
    await jobs.disableJob({ environment: staging, endpointId: stagingEndpoint, slug: 'welcome' });
    const deleted = await jobs.deleteJob(key);
    expect(deleted.deletedAt).toBeInstanceOf(Date);
    expect(await jobs.deleteJob(key)).toMatchObject({ deletedAt: deleted.deletedAt });
    expect(await jobs.listJobs(key)).toEqual([]);
    expect(await jobs.getJob(key)).toMatchObject({ deletedAt: deleted.deletedAt });

    await register();
    expect(await jobs.listJobs(key)).toMatchObject([{ id: job.id, deletedAt: null }]);
    expect(await latestJobs()).toHaveLength(1);
  });
});

describe('listing on PostgreSQL', () => {
  it('pages through jobs by slug', async () => {
    const { environment, jobs, register } = await setup();
    const stranger = await setup();
    await stranger.register({ id: 'foreign' });
    for (const id of ['d', 'a', 'c', 'b', 'e']) await register({ id });
    const { projectId } = environment;
    const first = await jobs.listJobs({ projectId, limit: 3 });
    const second = await jobs.listJobs({ projectId, limit: 3, after: first.at(-1)?.slug });
    expect([...first, ...second].map(({ slug }) => slug)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await jobs.listJobs({ projectId, after: 'e' })).toEqual([]);
  });

  it('pages through versions, newest first', async () => {
    const { environment, jobs, register } = await setup();
    let jobId = '';
    for (const version of ['1.0.0', '3.0.0', '2.0.0']) jobId = (await register({ version })).job.id;
    const key = { environmentId: environment.id, jobId };
    const first = await jobs.listJobVersions({ ...key, limit: 2 });
    const second = await jobs.listJobVersions({ ...key, limit: 2, before: first.at(-1)?.id });
    expect([...first, ...second].map(({ version }) => version)).toEqual(['2.0.0', '3.0.0', '1.0.0']);
  });

  it('finds nothing for ids that are none, and refuses bad pages', async () => {
    const { environment, jobs } = await setup();
    const environmentId = environment.id;
    expect(await jobs.getJob({ projectId: environment.projectId, id: 'x' })).toBeNull();
    expect(await jobs.getJobVersion({ environmentId, id: 'x' })).toBeNull();
    expect(await jobs.getLatestJobVersion({ environmentId, jobId: 'x' })).toBeNull();
    expect(await jobs.listJobVersions({ environmentId, jobId: 'x' })).toEqual([]);
    expect(await jobs.listEventExamples({ environmentId, versionId: 'x' })).toEqual([]);
    const bad = { code: 'INVALID_INPUT' };
    await expect(jobs.listJobs({ projectId: environment.projectId, limit: 0 })).rejects.toMatchObject(bad);
    await expect(jobs.listJobVersions({ environmentId, jobId: randomUUID(), before: 'x' })).rejects.toMatchObject(bad);
  });

  it('tells queues of environments apart, and makes one of a name however many ask', async () => {
    const { environment, jobs } = await setup();
    const stranger = await setup();
    const queue = { environmentId: environment.id, name: 'emails', maxJobs: 5 };
    const made = await Promise.allSettled(Array.from({ length: 10 }, () => jobs.createJobQueue(queue)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(made.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'QUEUE_EXISTS' } });
    const elsewhere = { ...queue, environmentId: stranger.environment.id };
    expect(await jobs.getJobQueue(elsewhere)).toBeNull();
    await expect(jobs.updateJobQueue({ ...elsewhere, maxJobs: 1 })).rejects.toMatchObject({ code: 'QUEUE_NOT_FOUND' });
  });
});
