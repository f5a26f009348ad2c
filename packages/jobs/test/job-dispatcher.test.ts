import { describe, expect, it } from 'vitest';
import { jobDispatcher } from '../src/job-dispatcher.ts';
import { staticTrigger } from './support/fakes.ts';

const owner = { environmentId: 'environment', jobId: 'job', versionId: 'version', enabled: true };
const common = {
  environmentId: 'environment',
  dispatchableId: 'job',
  dispatchable: { type: 'JOB_VERSION', id: 'version' },
  enabled: true,
};

describe('jobDispatcher', () => {
  it('listens to the event of a static trigger', () => {
    const payload = { plan: ['pro'] };
    expect(jobDispatcher(staticTrigger('user.created', { payload, source: 'shop' }), owner)).toEqual({
      ...common,
      event: ['user.created'],
      source: 'shop',
      payloadFilter: payload,
      contextFilter: null,
      manual: false,
    });
  });

  it('listens to several events, and writes absent filters as null', () => {
    const dispatcher = jobDispatcher(staticTrigger(['a', 'b'], { payload: undefined, context: { c: [1] } }), owner);
    expect(dispatcher).toMatchObject({ event: ['a', 'b'], payloadFilter: null, contextFilter: { c: [1] } });
  });

  it('leaves a scheduled job to its schedule', () => {
    const schedule = { type: 'cron' as const, options: { cron: '* * * * *' } };
    expect(jobDispatcher({ type: 'scheduled', schedule }, { ...owner, enabled: false })).toEqual({
      ...common,
      event: ['dev.trigger.scheduled'],
      source: 'trigger.dev',
      payloadFilter: {},
      contextFilter: {},
      manual: true,
      enabled: false,
    });
  });

  it('is none for dynamic and invoke triggers', () => {
    expect(jobDispatcher({ type: 'dynamic', id: 'd' }, owner)).toBeNull();
    expect(jobDispatcher({ type: 'invoke' }, owner)).toBeNull();
  });
});
