import { silentLogger } from '@kongflow/logger';
import type { EnvironmentType } from '@kongflow/protocol';
import { describe, expect, test } from 'vitest';
import { applyOutcome } from '../src/apply-outcome.ts';
import { buildExecutionBody } from '../src/build-execution-body.ts';
import type { RunsContext } from '../src/context.ts';
import { createRun } from '../src/create-run.ts';
import type { ClaimedRun, EndedExecution } from '../src/execution.ts';
import type { RunRepository } from '../src/repository.ts';
import { FakeQueue } from './support/fake-queue.ts';
import { answer, functionTimeout, httpError, succeed, unreachable } from './support/scripted-endpoint.ts';

/* What is decided without a database: which statements with which values, and that nothing else is done. */

const RUN: ClaimedRun = {
  id: '01890000-0000-7000-8000-000000000001',
  environmentId: 'env',
  endpointId: 'endpoint',
  isTest: true,
  yieldedExecutions: ['a'],
  executionDuration: 1000,
  executionFailureCount: 0,
  executionClaim: 7,
  executionStartedAt: new Date(0),
  eventId: 'event',
  eventName: 'name',
  eventPayload: null,
  eventContext: {},
  eventTimestamp: new Date(0),
  eventDeliverAt: new Date(0),
  eventDeliveredAt: null,
  eventCancelledAt: null,
  eventSourceContext: null,
  jobSlug: 'job',
  jobVersion: '1.0.0',
  endpointUrl: 'http://app',
  endpointVersion: 'unknown',
  accountIdentifier: null,
  accountMetadata: null,
  finishedTasks: [],
};

function execution(run: Partial<ClaimedRun> = {}, type: EnvironmentType = 'PRODUCTION'): EndedExecution {
  const organization = { id: 'o', slug: 'org', title: 'Org', maximumExecutionTimePerRunInMs: 10_000 };
  const environment = {
    id: 'env',
    slug: 'prod',
    type,
    apiKey: 'tr_prod_x',
    organization,
    project: { id: 'p', slug: 'project', name: 'P' },
  };
  return { run: { ...RUN, ...run }, environment, durationInMs: 50 };
}

/** A repository that records its calls and knows only the statements that are given. */
function fake(statements: Record<string, (parameters: never) => unknown>) {
  const calls: [string, unknown][] = [];
  const repository: RunRepository = new Proxy({} as RunRepository, {
    get(_, name: string) {
      if (name === 'withTransaction') {
        return async (tx: unknown, work: (own: RunRepository, tx: unknown) => unknown) => {
          calls.push(['begin', tx === undefined ? 'own' : 'given']);
          const result = await work(repository, { afterCommit: (callback: () => void) => callback() });
          calls.push(['commit', null]);
          return result;
        };
      }
      const statement = statements[name];
      if (statement === undefined) throw new Error(`unexpected statement ${name}`);
      return async (parameters: never) => {
        calls.push([name, parameters]);
        return statement(parameters);
      };
    },
  });
  const queue = new FakeQueue();
  const context: RunsContext = {
    repository,
    queue,
    logger: silentLogger,
    endpointVersions: null,
    environments: { getEnvironment: async () => execution().environment },
    endpoints: { connect: () => ({ executeJob: async () => succeed() }) },
  };
  return { context, calls, queue, names: () => calls.map(([name]) => name) };
}

describe('an outcome', () => {
  test('of success is one statement, under the claim', async () => {
    const { context, calls } = fake({ finishExecution: () => RUN.id });
    await applyOutcome(context, execution(), succeed({ n: 1 }));
    expect(calls).toEqual([
      [
        'finishExecution',
        {
          id: RUN.id,
          claim: 7,
          status: 'SUCCESS',
          output: { n: 1 },
          timedOutReason: null,
          durationInMs: 50,
          failureCount: 0,
        },
      ],
    ]);
  });

  test('that comes too late does nothing more', async () => {
    const { context, names, queue } = fake({
      finishExecution: () => null,
      releaseExecution: () => null,
      recordWaits: () => [],
    });
    await applyOutcome(context, execution(), answer({ status: 'ERROR', error: { message: 'no' } }));
    await applyOutcome(context, execution(), unreachable());
    const task = { id: RUN.id, name: 'x', noop: true, status: 'WAITING' };
    await applyOutcome(context, execution(), answer({ status: 'RESUME_WITH_TASK', task }));
    expect(names()).toEqual([
      'begin',
      'finishExecution',
      'commit',
      'begin',
      'releaseExecution',
      'commit',
      'begin',
      'recordWaits',
      'commit',
    ]);
    expect(queue.jobs).toEqual([]);
  });

  test.each([
    ['PRODUCTION', 8, 'goes on'],
    ['PRODUCTION', 9, 'ends'],
    ['STAGING', 9, 'ends'],
    ['DEVELOPMENT', 5, 'goes on'],
    ['DEVELOPMENT', 6, 'ends'],
  ] as const)('of trouble in %s after %d failures %s', async (type, failures, what) => {
    const { context, calls, queue } = fake({
      finishExecution: () => RUN.id,
      closeTasks: () => undefined,
      releaseExecution: () => RUN.id,
    });
    await applyOutcome(context, execution({ executionFailureCount: failures }, type), httpError(500));
    const goesOn = what === 'goes on';
    const released = expect.objectContaining({ failureCount: failures + 1, waitingTaskIds: [] });
    const closed = expect.objectContaining({ status: 'ERRORED' });
    expect(calls).toContainEqual(goesOn ? ['releaseExecution', released] : ['closeTasks', closed]);
    expect(queue.jobs).toHaveLength(goesOn ? 1 : 0);
  });

  test('of a timeout asks for progress only within the time of the organization', async () => {
    const finish = { finishExecution: () => RUN.id, closeTasks: () => undefined };
    const over = fake(finish);
    await applyOutcome(over.context, { ...execution(), durationInMs: 9000 }, functionTimeout());
    expect(over.names()).toEqual(['begin', 'finishExecution', 'closeTasks', 'commit']);
    expect(over.calls).toContainEqual(['closeTasks', expect.objectContaining({ status: 'CANCELED' })]);

    const within = fake({ ...finish, getTaskProgress: () => ({ madeTasks: false, runningTask: null }) });
    await applyOutcome(within.context, { ...execution(), durationInMs: 8999 }, functionTimeout());
    expect(within.calls[0]).toEqual(['getTaskProgress', { runId: RUN.id, since: RUN.executionStartedAt }]);
    expect(within.calls).toContainEqual(['finishExecution', expect.objectContaining({ status: 'TIMED_OUT' })]);
  });

  test('that names a task of no run sends no such id to the database', async () => {
    const { context, calls } = fake({
      recordWaits: () => [{ runId: RUN.id, taskId: null, status: null, resumeAt: null }],
      finishExecution: () => RUN.id,
      closeTasks: () => undefined,
    });
    const task = { id: `'; DROP TABLE`, name: 'x', noop: true, status: 'WAITING' };
    await applyOutcome(context, execution(), answer({ status: 'RESUME_WITH_TASK', task }));
    expect(calls).toContainEqual(['recordWaits', { runId: RUN.id, claim: 7, answers: [] }]);
    expect(calls).toContainEqual(['finishExecution', expect.objectContaining({ status: 'FAILURE' })]);
  });
});

describe('the body of an execution', () => {
  test('leaves out what has no value', () => {
    const body = buildExecutionBody(execution());
    expect(Object.keys(body)).toEqual([
      'event',
      'job',
      'run',
      'environment',
      'organization',
      'project',
      'tasks',
      'connections',
      'yieldedExecutions',
    ]);
    expect(body.event.payload).toBeNull();
    expect(body.run).toEqual({ id: RUN.id, isTest: true, isRetry: false, startedAt: new Date(0) });
    expect(JSON.stringify(body)).not.toContain('tr_prod_x');
  });

  test('has an account without metadata where there is none', () => {
    expect(buildExecutionBody(execution({ accountIdentifier: 'user' })).account).toEqual({ id: 'user' });
  });
});

describe('createRun', () => {
  const input = { environmentId: 'env', eventRecordId: 'event', versionId: 'version' };

  test('that lost a race returns the run of the winner', async () => {
    const { context, names, queue } = fake({ insertRun: () => null, getRunIdOfEvent: () => 'winner' });
    expect(await createRun(context, input)).toEqual({ id: 'winner' });
    expect(names()).toEqual(['begin', 'insertRun', 'getRunIdOfEvent', 'commit']);
    expect(queue.jobs).toEqual([]);
  });

  test('takes part in the transaction that it is given', async () => {
    const { context, calls } = fake({ insertRun: () => ({ id: RUN.id, created: false }) });
    await createRun(context, input, { tx: {} as never });
    expect(calls[0]).toEqual(['begin', 'given']);
  });
});
