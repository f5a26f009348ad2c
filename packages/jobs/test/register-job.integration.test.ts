import type { Database } from '@kongflow/database';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { jobMetadata, staticTrigger } from './support/fakes.ts';
import { addEndpoint, addEnvironment, createEnvironment, openDatabase } from './support/fixtures.ts';
import { setupWith } from './support/setup.ts';

let database: Database;

beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

async function setup() {
  const bundle = await setupWith(database);
  const { jobs, environment, endpointId } = bundle;
  const register = async (given: Parameters<typeof jobMetadata>[0] = {}) => {
    const registered = await jobs.registerJob({ environment, endpointId, job: jobMetadata(given) });
    return registered!;
  };
  return { ...bundle, register };
}

/** How many rows a condition on a table selects. */
async function count(table: string, condition: string, values: unknown[]): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE ${condition}`,
    values,
  );
  return rows[0]!.n;
}

describe('registerJob on PostgreSQL', () => {
  it('stores the job, its version, queue, alias and examples', async () => {
    const { environment, endpointId, jobs, register } = await setup();
    const examples = [
      { id: 'pro', name: 'Pro', icon: 'star', payload: { plan: 'pro' } },
      { id: 'free', name: 'Free' },
    ];
    const event = { ...jobMetadata().event, filter: { plan: ['pro'] }, examples };
    const properties = [{ label: 'Plan', text: 'pro' }];
    const trigger = { ...staticTrigger('user.created'), properties } as never;
    const { job, version, latest } = await register({ event, trigger, preprocessRuns: true });
    const environmentId = environment.id;

    expect(latest).toBe('1.0.0');
    expect(job).toMatchObject({
      slug: 'welcome',
      projectId: environment.projectId,
      organizationId: environment.organizationId,
    });
    expect(await jobs.getJob({ projectId: environment.projectId, id: job.id })).toEqual(job);
    expect(await jobs.getJobBySlug({ projectId: environment.projectId, slug: 'welcome' })).toEqual(job);
    const { examples: _, ...eventSpecification } = event;
    expect(version).toMatchObject({
      jobId: job.id,
      version: '1.0.0',
      status: 'ACTIVE',
      startPosition: 'LATEST',
      preprocessRuns: true,
      endpointId,
      environmentId,
      eventSpecification,
      properties,
    });
    expect(await jobs.getJobVersion({ environmentId, id: version.id })).toEqual(version);
    expect(await jobs.getLatestJobVersion({ environmentId, jobId: job.id })).toEqual(version);
    expect(await jobs.getJobQueue({ environmentId, name: 'default' })).toMatchObject({
      id: version.queueId,
      maxJobs: 10,
    });
    expect(await jobs.listEventExamples({ environmentId, versionId: version.id })).toMatchObject([
      { slug: 'free', name: 'Free', icon: null, payload: null },
      { slug: 'pro', name: 'Pro', icon: 'star', payload: { plan: 'pro' } },
    ]);
  });

  it('registers the same again without a trace, and replaces examples and properties', async () => {
    const { environment, jobs, register } = await setup();
    const event = {
      ...jobMetadata().event,
      examples: [
        { id: 'a', name: 'A', icon: 'x', payload: 1 },
        { id: 'b', name: 'B' },
      ],
    };
    const first = await register({
      event,
      trigger: { ...staticTrigger('a'), properties: [{ label: 'l', text: 't' }] } as never,
    });
    const examples = () => jobs.listEventExamples({ environmentId: environment.id, versionId: first.version.id });
    const before = await examples();

    const replaced = {
      ...event,
      examples: [
        { id: 'a', name: 'A2' },
        { id: 'c', name: 'C' },
      ],
    };
    const second = await register({ event: replaced });
    expect(second.job.id).toBe(first.job.id);
    expect(second.version).toMatchObject({ id: first.version.id, properties: null });
    const after = await examples();
    expect(after).toMatchObject([
      { id: before[0]!.id, slug: 'a', name: 'A2', icon: null, payload: null },
      { slug: 'c', name: 'C' },
    ]);
    await register();
    expect(await examples()).toEqual([]);
    expect(await count('jobs', 'project_id = $1', [environment.projectId])).toBe(1);
    expect(await count('job_versions', 'environment_id = $1', [environment.id])).toBe(1);
    expect(await count('job_queues', 'environment_id = $1', [environment.id])).toBe(1);
  });

  it('keeps the limit that an operator gave the queue', async () => {
    const { environment, jobs, register } = await setup();
    await register();
    const queue = { environmentId: environment.id, name: 'default' };
    await jobs.updateJobQueue({ ...queue, maxJobs: 3 });
    await register({ version: '2.0.0' });
    expect(await jobs.getJobQueue(queue)).toMatchObject({ maxJobs: 3 });
  });

  it('needs four statements the first time and three again', async () => {
    const { dispatchers, register } = await setup();
    const quiet = vi.spyOn(dispatchers, 'upsertDispatcher').mockResolvedValue();
    const query = vi.spyOn(Client.prototype, 'query');
    await register();
    const first = query.mock.calls.length;
    await register();
    const again = query.mock.calls.length - first;
    query.mockRestore();
    // with BEGIN and COMMIT, and without the dispatcher's, which is one more
    expect([first, again]).toEqual([2 + 3, 2 + 2]);
    expect(quiet).toHaveBeenCalledTimes(2);
  });

  it('moves a version to the endpoint that registered it last, and activates it again', async () => {
    const { endpointId, environment, jobs, register } = await setup();
    const first = await register();
    await jobs.disableJob({ environment, endpointId, slug: 'welcome' });
    const elsewhere = await addEndpoint(database, environment);
    const moved = await jobs.registerJob({ environment, endpointId: elsewhere, job: jobMetadata() });
    expect(moved?.version).toMatchObject({ id: first.version.id, endpointId: elsewhere, status: 'ACTIVE' });
  });

  it('is all or nothing', async () => {
    const { dispatchers, environment, register } = await setup();
    dispatchers.failure = new Error('no dispatcher');
    await expect(register()).rejects.toThrow('no dispatcher');
    expect(await count('jobs', 'project_id = $1', [environment.projectId])).toBe(0);
    expect(await count('job_queues', 'environment_id = $1', [environment.id])).toBe(0);
  });

  it('takes part in the transaction of the caller', async () => {
    const { endpointId, environment, jobs } = await setup();
    const work = database.transaction(async (tx) => {
      await jobs.registerJob({ environment, endpointId, job: jobMetadata() }, { tx });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await count('jobs', 'project_id = $1', [environment.projectId])).toBe(0);
  });

  it('refuses the endpoint of another environment, and leaves nothing behind', async () => {
    const { environment, jobs } = await setup();
    const stranger = await setup();
    const refused = jobs.registerJob({ environment, endpointId: stranger.endpointId, job: jobMetadata() });
    await expect(refused).rejects.toMatchObject({ code: 'ENDPOINT_NOT_FOUND' });
    expect(await count('jobs', 'project_id = $1', [environment.projectId])).toBe(0);
  });

  it('names the greatest version again after the endpoint of the latest was deleted', async () => {
    const { environment, jobs, register } = await setup();
    const elsewhere = await addEndpoint(database, environment);
    const { job } = await register({ version: '1.0.0' });
    await register({ version: '2.0.0' });
    await jobs.registerJob({ environment, endpointId: elsewhere, job: jobMetadata({ version: '3.0.0' }) });
    await database.pool.query('DELETE FROM endpoints WHERE id = $1', [elsewhere]);
    expect(await jobs.getLatestJobVersion({ environmentId: environment.id, jobId: job.id })).toBeNull();
    expect(await register({ version: '1.0.0' })).toMatchObject({ latest: '2.0.0' });
    const latest = await jobs.getLatestJobVersion({ environmentId: environment.id, jobId: job.id });
    expect(latest?.version).toBe('2.0.0');
  });

  it('keeps environments of a project apart: one job, a version and a latest each', async () => {
    const { environment, jobs, register } = await setup();
    const staging = await addEnvironment(database, environment);
    const stagingEndpoint = await addEndpoint(database, staging);
    const here = await register({ version: '2.0.0' });
    const there = await jobs.registerJob({
      environment: staging,
      endpointId: stagingEndpoint,
      job: jobMetadata({ version: '1.0.0' }),
    });
    expect(there?.job.id).toBe(here.job.id);
    expect(there).toMatchObject({ latest: '1.0.0' });
    expect(await jobs.getJobVersion({ environmentId: staging.id, id: here.version.id })).toBeNull();
    expect(await jobs.listEventExamples({ environmentId: staging.id, versionId: here.version.id })).toEqual([]);
  });

  it('keeps the same slug of two projects apart', async () => {
    const here = await setup();
    const there = await setup();
    const [mine, theirs] = [await here.register(), await there.register()];
    expect(theirs.job.id).not.toBe(mine.job.id);
    const key = { projectId: there.environment.projectId, id: mine.job.id };
    expect(await here.jobs.getJob(key)).toBeNull();
    await expect(here.jobs.deleteJob(key)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});

describe('concurrent registrations', () => {
  it('of one version make one of everything', async () => {
    const { environment, jobs, register } = await setup();
    const event = {
      ...jobMetadata().event,
      examples: [
        { id: 'a', name: 'A' },
        { id: 'b', name: 'B' },
      ],
    };
    const registered = await Promise.all(Array.from({ length: 10 }, () => register({ event })));
    expect(new Set(registered.map(({ version }) => version.id)).size).toBe(1);
    expect(await count('jobs', 'project_id = $1', [environment.projectId])).toBe(1);
    expect(await count('job_queues', 'environment_id = $1', [environment.id])).toBe(1);
    expect(await count('job_aliases', 'environment_id = $1', [environment.id])).toBe(1);
    expect(await count('event_dispatchers', 'environment_id = $1', [environment.id])).toBe(1);
    const { version } = registered[0]!;
    expect(await jobs.listEventExamples({ environmentId: environment.id, versionId: version.id })).toHaveLength(2);
  });

  it('of different versions make the greatest latest, and leave examples of one registration', async () => {
    const { environment, jobs, register } = await setup();
    const registered = await Promise.all(
      Array.from({ length: 10 }, (_, n) => {
        const examples = [{ id: `example-${n}`, name: 'E' }];
        return register({ version: `0.${n + 1}.0`, event: { ...jobMetadata().event, examples } });
      }),
    );
    const { job } = registered[0]!;
    const latest = await jobs.getLatestJobVersion({ environmentId: environment.id, jobId: job.id });
    expect(latest?.version).toBe('0.10.0');
    expect(await count('event_examples', 'job_version_id = $1', [latest?.id])).toBe(1);
    expect(await jobs.listJobVersions({ environmentId: environment.id, jobId: job.id })).toHaveLength(10);
  });

  it('of one version with different examples leave those of the last', async () => {
    const { environment, jobs, register } = await setup();
    const registered = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        register({ event: { ...jobMetadata().event, examples: [{ id: `example-${n}`, name: 'E' }] } }),
      ),
    );
    const { version } = registered[0]!;
    expect(await jobs.listEventExamples({ environmentId: environment.id, versionId: version.id })).toHaveLength(1);
  });

  it('of many jobs, disablings and deletions end without a deadlock', async () => {
    const { endpointId, environment, jobs, register } = await setup();
    const slugs = ['a', 'b', 'c'];
    const work = Array.from({ length: 30 }, async (_, n) => {
      const slug = slugs[n % slugs.length]!;
      const { job } = await register({ id: slug, version: `1.0.${n}` });
      if (n % 3 === 0) await jobs.disableJob({ environment, endpointId, slug });
      if (n % 5 === 0) await jobs.deleteJob({ projectId: environment.projectId, id: job.id }).catch(isActive);
    });
    await Promise.all(work);
    for (const id of slugs) await register({ id, version: '2.0.0' });
    expect(await jobs.listLatestJobs({ environmentId: environment.id, endpointId })).toEqual(
      slugs.map((slug) => ({ slug, version: '2.0.0' })),
    );
  });

  it('in the environments of one project do not disturb each other', async () => {
    const { environment, jobs, register } = await setup();
    const staging = await createEnvironment(database);
    const endpoint = await addEndpoint(database, staging);
    await Promise.all([
      ...Array.from({ length: 5 }, (_, n) => register({ version: `1.0.${n}` })),
      ...Array.from({ length: 5 }, (_, n) =>
        jobs.registerJob({ environment: staging, endpointId: endpoint, job: jobMetadata({ version: `1.0.${n}` }) }),
      ),
    ]);
    expect(await count('job_versions', 'environment_id = $1', [environment.id])).toBe(5);
    expect(await count('job_versions', 'environment_id = $1', [staging.id])).toBe(5);
  });
});

function isActive(error: unknown): void {
  expect(error).toMatchObject({ code: 'JOB_IS_ACTIVE' });
}
