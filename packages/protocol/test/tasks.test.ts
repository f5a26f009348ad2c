import { describe, expect, expectTypeOf, it } from 'vitest';

import {
  isTaskName,
  type JobMetadata,
  newId,
  type TaskName,
  taskNames,
  type TaskPayload,
  type TaskPayloadInput,
  tasks,
} from '../src/index.ts';
import { indexOf21 } from './fixtures/index-endpoint.ts';

const id = newId();
const endpointId = newId();
const indexId = newId();
const tick = { ts: new Date('2026-11-20T10:30:00Z'), backfilled: true };

const samples: { [Name in TaskName]: unknown } = {
  performEndpointIndexing: { id },
  registerJob: { endpointId, indexId, job: indexOf21.jobs[0] },
  disableJob: { endpointId, indexId, slug: 'greet', version: '1.0.0' },
  deliverEvent: { id },
  'events.invokeDispatcher': { id, eventRecordId: newId() },
  startRun: { id },
  performRunExecution: { id },
  resumeTask: { id },
  autoIndexProductionEndpoints: tick,
  purgeOldIndexings: tick,
  purgeSecretAudit: tick,
};

const cronPattern = /^(\*|\*\/\d+|\d+)( (\*|\*\/\d+|\d+)){4}$/;

describe.each(taskNames)('task %s', (name) => {
  const task = tasks[name];

  it('has a payload that survives JSON', () => {
    const parsed: unknown = task.payload.parse(samples[name]);
    expect(task.payload.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  it('refuses a payload without its fields', () => {
    expect(task.payload.safeParse({}).success).toBe(false);
    expect(task.payload.safeParse(null).success).toBe(false);
    expect(task.payload.safeParse({ id: 'x', ts: 'soon' }).success).toBe(false);
  });

  it('is queued within bounds', () => {
    expect(task.priority).toBeGreaterThanOrEqual(0);
    expect(task.maxAttempts).toBeGreaterThan(0);
    expect(task.pool).toBe(name === 'performRunExecution' ? 'execution' : 'default');
    expect(task.cron ?? '* * * * *').toMatch(cronPattern);
  });
});

describe('the catalogue', () => {
  it('has the keys that other packages dequeue by', () => {
    expect(tasks.deliverEvent.jobKey?.({ id })).toBe(`event:${id}`);
    expect(tasks.performRunExecution.jobKey?.({ id })).toBe(`job_run:EXECUTE_JOB:${id}`);
    expect(tasks.resumeTask.jobKey?.({ id })).toBe(`resume:${id}`);
  });

  it('has the attempts of trigger.dev', () => {
    expect(
      Object.fromEntries(taskNames.map((name) => [name, [tasks[name].priority, tasks[name].maxAttempts]])),
    ).toEqual({
      performEndpointIndexing: [1, 7],
      registerJob: [1, 7],
      disableJob: [1, 7],
      deliverEvent: [0, 5],
      'events.invokeDispatcher': [0, 6],
      startRun: [0, 4],
      performRunExecution: [0, 12],
      resumeTask: [0, 10],
      autoIndexProductionEndpoints: [0, 25],
      purgeOldIndexings: [0, 25],
      purgeSecretAudit: [0, 25],
    });
  });

  it('knows its names', () => {
    expect(isTaskName('deliverEvent')).toBe(true);
    expect(isTaskName('toString')).toBe(false);
    expect(isTaskName('')).toBe(false);
  });

  it('ties payload types to names', () => {
    expectTypeOf<TaskPayload<'deliverEvent'>>().toEqualTypeOf<{ id: string }>();
    expectTypeOf<TaskPayload<'registerJob'>['job']>().toEqualTypeOf<JobMetadata>();
    expectTypeOf<TaskPayload<'purgeOldIndexings'>>().toEqualTypeOf<{ ts: Date; backfilled: boolean }>();
    expectTypeOf<{ ts: string }>().toExtend<TaskPayloadInput<'purgeOldIndexings'>>();
    expectTypeOf<JobMetadata>().toExtend<TaskPayloadInput<'registerJob'>['job']>();
  });
});
