import { describe, expect, expectTypeOf, it } from 'vitest';

import {
  formatIssues,
  PreprocessRunBodySchema,
  PreprocessRunResponseSchema,
  type RunJobBody,
  RunJobBodySchema,
  type RunJobResponse,
  RunJobResponseSchema,
  RunMetadataSchema,
} from '../src/index.ts';
import { responses, taskOf21, taskOf23 } from './fixtures/run-job.ts';

const context = {
  event: {
    id: 'e1',
    name: 'n',
    payload: { n: 41 },
    context: {},
    timestamp: '2026-11-20T10:29:05.718Z',
    deliverAt: '2026-11-20T10:29:05.718Z',
    deliveredAt: '2026-11-20T10:29:05.726Z',
    cancelledAt: null,
  },
  job: { id: 'greet', version: '1.0.0' },
  run: { id: 'r1', isTest: false, startedAt: '2026-11-20T10:29:05.727Z', isRetry: false },
  environment: { id: 'env', slug: 'prod', type: 'PRODUCTION' },
  organization: { id: 'org', slug: 'acme', title: 'Acme' },
};

describe('RunJobResponseSchema', () => {
  it.each(Object.entries(responses))('takes %s', (_, response) => {
    const parsed = RunJobResponseSchema.parse(response);
    expect(parsed.status).toBe(response.status);
    expect(RunJobResponseSchema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  it('covers every status of both SDKs', () => {
    const seen = new Set(Object.values(responses).map((response) => response.status));
    expectTypeOf<RunJobResponse['status']>().toEqualTypeOf<(typeof responses)[keyof typeof responses]['status']>();
    expect(seen.size).toBe(12);
  });

  it('gives dates as dates, and tasks in one form whatever the SDK', () => {
    const old = RunJobResponseSchema.parse(responses.RETRY_WITH_TASK);
    expect(old).toMatchObject({
      retryAt: new Date('2026-11-20T10:30:39.391Z'),
      task: {
        ...taskOf21,
        startedAt: new Date(taskOf21.startedAt),
        delayUntil: new Date(taskOf21.delayUntil),
        context: null,
        forceYield: false,
        childExecutionMode: 'SEQUENTIAL',
      },
    });
    const recent = RunJobResponseSchema.parse(responses.CANCELED);
    expect(recent).toMatchObject({
      task: { outputProperties: taskOf23.outputProperties, childExecutionMode: 'PARALLEL' },
    });
  });

  it('tells an output of null from none', () => {
    expect(RunJobResponseSchema.parse({ status: 'SUCCESS', output: null })).toEqual({
      status: 'SUCCESS',
      output: null,
    });
    expect(RunJobResponseSchema.parse({ status: 'SUCCESS' })).toEqual({ status: 'SUCCESS' });
  });

  it.each<[unknown, string]>([
    [{ status: 'DONE' }, 'Path: status'],
    [{}, 'Path: status'],
    ['SUCCESS', 'Path: '],
    [{ status: 'ERROR' }, 'Path: error ~ Message: Required'],
    [{ status: 'ERROR', error: {} }, 'Path: error.message ~ Message: Required'],
    [{ status: 'RESUME_WITH_TASK' }, 'Path: task ~ Message: Required'],
    [{ status: 'RETRY_WITH_TASK', task: taskOf21, error: { message: 'x' } }, 'Path: retryAt'],
    [{ status: 'RESUME_WITH_TASK', task: { ...taskOf21, status: 'ASLEEP' } }, 'Path: task.status'],
    [{ status: 'SUCCESS', output: { a: 'x\0' } }, 'Path: output.a ~ Message: must not contain the NUL character'],
    [
      { status: 'RESUME_WITH_PARALLEL_TASK', task: taskOf23, childErrors: [{ status: 'SUCCESS' }] },
      'Path: childErrors.0.status',
    ],
  ])('refuses %j', (response, problem) => {
    const { error } = RunJobResponseSchema.safeParse(response);
    expect(error && formatIssues(error)).toContain(problem);
  });
});

describe('RunJobBodySchema', () => {
  it('takes the recorded body, and what it was built from', () => {
    const parsed = RunJobBodySchema.parse({ ...context, tasks: [], connections: {}, yieldedExecutions: [] });
    expect(JSON.parse(JSON.stringify(parsed))).toEqual({
      ...context,
      tasks: [],
      connections: {},
      yieldedExecutions: [],
    });
  });

  it('refuses null where the SDK does', () => {
    for (const field of ['account', 'source', 'project', 'tasks', 'cachedTaskCursor']) {
      expect(RunJobBodySchema.safeParse({ ...context, [field]: null }).success, field).toBe(false);
    }
    expectTypeOf<RunJobBody['account']>().not.toExtend<null>();
  });

  it('refuses an event without payload', () => {
    const { payload: _, ...event } = context.event;
    expect(RunJobBodySchema.safeParse({ ...context, event }).success).toBe(false);
  });
});

describe('preprocessing', () => {
  it('takes body and answer', () => {
    expect(PreprocessRunBodySchema.parse(context).run).toEqual({ id: 'r1', isTest: false });
    expect(PreprocessRunResponseSchema.parse({ abort: false, properties: [{ label: 'a', text: 'b' }] })).toEqual({
      abort: false,
      properties: [{ label: 'a', text: 'b' }],
    });
    expect(PreprocessRunResponseSchema.safeParse({}).success).toBe(false);
  });
});

describe('RunMetadataSchema', () => {
  it('takes an empty object and subscriptions', () => {
    expect(RunMetadataSchema.parse({})).toEqual({});
    expect(RunMetadataSchema.parse({ successSubscription: true, x: 1 })).toEqual({ successSubscription: true });
  });
});
