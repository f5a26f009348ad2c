import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { jobMetadata } from './support/fakes.ts';
import { setup } from './support/setup.ts';

async function setupJob(given: Parameters<typeof jobMetadata>[0] = {}) {
  const bundle = setup();
  const { jobs, environment, endpointId } = bundle;
  const registered = await jobs.registerJob({ environment, endpointId, job: jobMetadata(given) });
  return { ...bundle, job: registered!.job, version: registered!.version };
}

describe('disableJob', () => {
  it('turns off all versions of the job and its dispatcher', async () => {
    const { dispatchers, endpointId, environment, job, jobs, repository } = await setupJob();
    await jobs.registerJob({ environment, endpointId, job: jobMetadata({ version: '0.5.0' }) });
    const disabled = await jobs.disableJob({ environment, endpointId, slug: job.slug });
    expect(disabled?.versions.map(({ version }) => version).toSorted()).toEqual(['0.5.0', '1.0.0']);
    expect(repository.versions.every(({ status }) => status === 'DISABLED')).toBe(true);
    expect(dispatchers.of(environment.id, job.id)?.enabled).toBe(false);
  });

  it('tolerates a job without dispatcher', async () => {
    const { endpointId, environment, job, jobs } = await setupJob({ trigger: { type: 'invoke' } });
    expect(await jobs.disableJob({ environment, endpointId, slug: job.slug })).not.toBeNull();
  });

  it('says when there was nothing to turn off', async () => {
    const { endpointId, environment, job, jobs } = await setupJob();
    expect(await jobs.disableJob({ environment, endpointId, slug: 'unknown' })).toBeNull();
    await jobs.disableJob({ environment, endpointId, slug: job.slug });
    expect(await jobs.disableJob({ environment, endpointId, slug: job.slug })).toBeNull();
  });
});

describe('deleteJob', () => {
  it('refuses a job that is active, and says how to mend it', async () => {
    const { job, jobs } = await setupJob();
    const refused = jobs.deleteJob({ projectId: job.projectId, id: job.id });
    await expect(refused).rejects.toMatchObject({ code: 'JOB_IS_ACTIVE' });
    await expect(refused).rejects.toThrow(/enabled: false/);
  });

  it('deletes a disabled job, once', async () => {
    const { endpointId, environment, job, jobs } = await setupJob();
    await jobs.disableJob({ environment, endpointId, slug: job.slug });
    const deleted = await jobs.deleteJob({ projectId: job.projectId, id: job.id });
    expect(deleted.deletedAt).not.toBeNull();
    expect(await jobs.deleteJob({ projectId: job.projectId, id: job.id })).toEqual(deleted);
  });

  it.each([[randomUUID()], ['no id']])('does not find the job %s', async (id) => {
    const { jobs } = setup();
    await expect(jobs.deleteJob({ projectId: 'project', id })).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});

describe('testJob', () => {
  it('records an event for the version alone and creates its run', async () => {
    const { environment, events, jobs, runs, version } = await setupJob();
    const test = await jobs.testJob({ environment, versionId: version.id, payload: { a: 1 }, accountId: 'acme' });
    expect(events.inputs).toMatchObject([
      {
        event: { name: 'user.created', source: 'trigger.dev', payload: { a: 1 } },
        options: { accountId: 'acme' },
        isTest: true,
        internal: true,
        deliver: false,
      },
    ]);
    expect(events.inputs[0]?.event.id).toMatch(/^test:user\.created:/);
    expect(runs.inputs).toEqual([
      { environmentId: environment.id, eventRecordId: test.eventRecordId, versionId: version.id },
    ]);
  });

  it('sends {} without payload, the first of several names, and an event id of its own each time', async () => {
    const { environment, events, jobs, version } = await setupJob({
      event: { ...jobMetadata().event, name: ['x'.repeat(500), 'second'] },
    });
    await jobs.testJob({ environment, versionId: version.id });
    await jobs.testJob({ environment, versionId: version.id });
    expect(events.inputs.map(({ event }) => [event.name, event.payload])).toEqual([
      ['x'.repeat(500), {}],
      ['x'.repeat(500), {}],
    ]);
    const ids = events.inputs.map(({ event }) => event.id);
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => typeof id === 'string' && id.length <= 500)).toBe(true);
  });

  it.each([[randomUUID()], ['no id']])('does not find the version %s', async (versionId) => {
    const { environment, jobs } = setup();
    await expect(jobs.testJob({ environment, versionId })).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
  });

  it('says when no run was created', async () => {
    const { environment, jobs, runs, version } = await setupJob();
    runs.enabled = false;
    await expect(jobs.testJob({ environment, versionId: version.id })).rejects.toMatchObject({
      code: 'RUN_NOT_CREATED',
    });
  });

  it('refuses a version that names no event', async () => {
    const { environment, jobs, version } = await setupJob({ event: { ...jobMetadata().event, name: [] } });
    await expect(jobs.testJob({ environment, versionId: version.id })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('job queues', () => {
  const queue = { environmentId: 'environment', name: 'emails', maxJobs: 5 };

  it('creates, reads and updates a queue', async () => {
    const { jobs } = setup();
    expect(await jobs.createJobQueue(queue)).toMatchObject(queue);
    expect(await jobs.updateJobQueue({ ...queue, maxJobs: 7 })).toMatchObject({ name: 'emails', maxJobs: 7 });
    expect(await jobs.getJobQueue(queue)).toMatchObject({ maxJobs: 7 });
    expect(await jobs.getJobQueue({ ...queue, name: 'unknown' })).toBeNull();
  });

  it('says when a queue exists, and when it does not', async () => {
    const { jobs } = setup();
    await expect(jobs.updateJobQueue(queue)).rejects.toMatchObject({ code: 'QUEUE_NOT_FOUND' });
    await jobs.createJobQueue(queue);
    await expect(jobs.createJobQueue(queue)).rejects.toMatchObject({ code: 'QUEUE_EXISTS' });
  });

  it.each([[{ maxJobs: 0 }], [{ maxJobs: 1.5 }], [{ name: '' }], [{ name: 'x'.repeat(256) }]])(
    'refuses a queue with %j',
    async (given) => {
      const { jobs } = setup();
      await expect(jobs.createJobQueue({ ...queue, ...given })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );
});
