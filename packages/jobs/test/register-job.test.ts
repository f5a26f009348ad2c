import { describe, expect, it } from 'vitest';
import { JobsError, type RegisterJobInput } from '../src/index.ts';
import { jobMetadata, staticTrigger } from './support/fakes.ts';
import { setup } from './support/setup.ts';

function setupRegistration() {
  const bundle = setup();
  const { jobs, environment, endpointId } = bundle;
  const register = (given: Parameters<typeof jobMetadata>[0] = {}) =>
    jobs.registerJob({ environment, endpointId, job: jobMetadata(given) });
  return { ...bundle, register };
}

describe('registerJob', () => {
  it('registers job, version, alias and dispatcher', async () => {
    const { dispatchers, environment, register, repository } = setupRegistration();
    const registered = await register();
    expect(registered).toMatchObject({
      job: { slug: 'welcome', title: 'Welcome new users', internal: false, deletedAt: null },
      version: { version: '1.0.0', status: 'ACTIVE', startPosition: 'LATEST', endpointId: 'endpoint' },
      latest: '1.0.0',
    });
    expect(registered?.version).not.toHaveProperty('otherVersions');
    expect(repository.latest.get(registered!.job.id)).toBe('1.0.0');
    expect(dispatchers.of(environment.id, registered!.job.id)).toMatchObject({
      dispatchable: { type: 'JOB_VERSION', id: registered!.version.id },
      enabled: true,
    });
  });

  it('stores the event without its examples, and of examples with one id the last', async () => {
    const { register, repository } = setupRegistration();
    const event = {
      ...jobMetadata().event,
      examples: [
        { id: 'a', name: 'A', icon: 'x', payload: { n: 1 } },
        { id: 'b', name: 'B' },
        { id: 'a', name: 'A again' },
      ],
    };
    await register({ event });
    expect(repository.lastVersion?.eventSpecification).not.toHaveProperty('examples');
    expect(repository.lastVersion?.examples).toEqual([
      { slug: 'a', name: 'A again', icon: null, payload: null },
      { slug: 'b', name: 'B', icon: null, payload: null },
    ]);
  });

  it('keeps the properties of a static trigger, and forgets them with it', async () => {
    const { register, repository } = setupRegistration();
    const properties = [{ label: 'Plan', text: 'pro' }];
    await register({ trigger: { ...staticTrigger('a'), properties } as never });
    expect(repository.lastVersion?.properties).toEqual(properties);
    await register({ trigger: { type: 'invoke' } });
    expect(repository.lastVersion?.properties).toBeNull();
  });

  it('moves latest to a greater version by semantic precedence, and only then', async () => {
    const { register, repository } = setupRegistration();
    const versions = ['0.9.0', '0.10.0', '0.9.1', '0.10.0', '1.0.0-rc.1'];
    const latest: (string | undefined)[] = [];
    for (const version of versions) latest.push((await register({ version }))?.latest);
    expect(latest).toEqual(['0.9.0', '0.10.0', '0.10.0', '0.10.0', '1.0.0-rc.1']);
    expect(repository.latest.get(repository.jobs[0]!.id)).toBe('1.0.0-rc.1');
    expect(repository.aliasWrites).toBe(3);
  });

  it('names the greatest version again when the alias was lost with its endpoint', async () => {
    const { register, repository } = setupRegistration();
    const registered = await register({ version: '2.0.0' });
    repository.latest.clear();
    expect(await register({ version: '1.0.0' })).toMatchObject({ latest: '2.0.0' });
    expect(repository.latest.get(registered!.job.id)).toBe('2.0.0');
  });

  it('gives the events of the job to the version registered last, be it older than latest', async () => {
    const { dispatchers, environment, register } = setupRegistration();
    await register({ version: '2.0.0', trigger: staticTrigger('order.placed.v2') });
    const rolledBack = await register({ version: '1.0.0', trigger: staticTrigger('order.placed') });
    expect(dispatchers.of(environment.id, rolledBack!.job.id)).toMatchObject({
      event: ['order.placed'],
      dispatchable: { id: rolledBack!.version.id },
    });
    expect(rolledBack?.latest).toBe('2.0.0');
  });

  it('leaves nothing of an earlier trigger behind', async () => {
    const { dispatchers, environment, register } = setupRegistration();
    const scheduled = { type: 'scheduled' as const, schedule: { type: 'interval' as const, options: { seconds: 60 } } };
    const registered = await register({ trigger: scheduled });
    const dispatcher = () => dispatchers.of(environment.id, registered!.job.id);
    expect(dispatcher()).toMatchObject({ manual: true, event: ['dev.trigger.scheduled'] });
    await register({ trigger: staticTrigger('a', { payload: { x: [1] } }) });
    expect(dispatcher()).toMatchObject({ manual: false, event: ['a'], payloadFilter: { x: [1] }, contextFilter: null });
    await register({ trigger: staticTrigger('a', { payload: undefined }) });
    expect(dispatcher()).toMatchObject({ payloadFilter: null });
    await register({ trigger: scheduled });
    expect(dispatcher()).toMatchObject({ manual: true, event: ['dev.trigger.scheduled'], payloadFilter: {} });
    await register({ trigger: { type: 'dynamic', id: 'd' } });
    expect(dispatcher()).toMatchObject({ enabled: false });
  });

  it('registers a job that is not enabled as disabled', async () => {
    const { dispatchers, environment, register } = setupRegistration();
    const registered = await register({ enabled: false });
    expect(registered?.version.status).toBe('DISABLED');
    expect(dispatchers.of(environment.id, registered!.job.id)?.enabled).toBe(false);
  });

  it('revives a deleted job, unless it is not enabled', async () => {
    const { jobs, register, repository } = setupRegistration();
    const registered = await register({ enabled: false });
    await jobs.deleteJob({ projectId: 'project', id: registered!.job.id });
    expect(await register({ enabled: false })).toBeNull();
    expect(repository.jobs[0]?.deletedAt).not.toBeNull();
    expect(await register()).toMatchObject({ job: { deletedAt: null } });
  });

  it('refuses an endpoint that the environment does not have', async () => {
    const { jobs, environment } = setup();
    const refused = jobs.registerJob({ environment, endpointId: 'other', job: jobMetadata() });
    await expect(refused).rejects.toBeInstanceOf(JobsError);
    await expect(refused).rejects.toMatchObject({ code: 'ENDPOINT_NOT_FOUND' });
  });

  it.each([
    ['no id', { id: '' }],
    ['an id that is too long', { id: 'x'.repeat(256) }],
    ['a version that is too long', { version: 'x'.repeat(101) }],
    ['an invalid filter', { trigger: staticTrigger('a', { payload: { x: 'bare' } }) }],
    ['an unknown trigger', { trigger: { type: 'moon' } as never }],
  ])('refuses a job with %s', async (_, given) => {
    const { register, repository } = setupRegistration();
    await expect(register(given)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(repository.jobs).toEqual([]);
  });

  it('takes what an endpoint sends, where defaults are left out', async () => {
    const { jobs, environment, endpointId } = setup();
    const { internal: _, ...sent } = jobMetadata();
    const job: RegisterJobInput['job'] = sent;
    expect(await jobs.registerJob({ environment, endpointId, job })).toMatchObject({ job: { internal: false } });
  });
});
