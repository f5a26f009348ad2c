import { newId, RunJobBodySchema } from '@kongflow/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_TASK_CHARACTERS } from '../src/build-execution-body.ts';
import { answer, httpError, succeed, unreachable } from './support/scripted-endpoint.ts';
import { setup, type Setup } from './support/setup.ts';

let s: Setup;
beforeAll(async () => {
  s = await setup();
});
afterAll(() => s.close());

describe('what the endpoint is told', () => {
  test('event, job, run, environment, organization and project; nothing is null where the SDK refuses it', async () => {
    const { id, answer } = await s.executingRun({ payload: { n: 41 }, context: { who: 'kit' } });
    const { body, url, apiKey, options } = s.endpoint.calls.at(-1)!;
    const { organization, project } = s.tenant.environment;
    expect({ url, apiKey }).toEqual({ url: 'http://app', apiKey: 'tr_env_secret' });
    expect(options).toMatchObject({ timeoutMs: 900_000, signal: expect.any(AbortSignal) });
    expect(body).toEqual({
      event: {
        id: expect.stringMatching(/^event-/),
        name: 'event',
        payload: { n: 41 },
        context: { who: 'kit' },
        timestamp: expect.any(Date),
        deliverAt: expect.any(Date),
        deliveredAt: null,
        cancelledAt: null,
      },
      job: { id: 'job', version: '1.0.0' },
      run: { id, isTest: false, isRetry: false, startedAt: expect.any(Date) },
      environment: { id: s.environmentId, slug: 'env', type: 'PRODUCTION' },
      organization: { id: organization.id, slug: organization.slug, title: 'Org' },
      project: { id: project.id, slug: project.slug, name: 'Project' },
      tasks: [],
      connections: {},
      yieldedExecutions: [],
    });
    expect(RunJobBodySchema.safeParse(JSON.parse(JSON.stringify(body))).success).toBe(true);
    await answer(succeed());
  });

  test('account and source, where the event has them', async () => {
    const account = newId();
    await s.query(
      `INSERT INTO external_accounts (id, identifier, metadata, organization_id, environment_id) VALUES ($1, $2, '{"plan":"pro"}', $3, $4)`,
      [account, `user-${account}`, s.tenant.environment.organization.id, s.environmentId],
    );
    await (
      await s.executingRun({ externalAccountId: account, sourceContext: { id: 'schedule', metadata: { a: 1 } } })
    ).answer(succeed());
    expect(s.endpoint.lastBody).toMatchObject({
      account: { id: `user-${account}`, metadata: { plan: 'pro' } },
      source: { id: 'schedule', metadata: { a: 1 } },
    });
    await (await s.executingRun({ sourceContext: { other: true } })).answer(succeed());
    expect(s.endpoint.lastBody).not.toHaveProperty('source');
    expect(s.endpoint.lastBody).not.toHaveProperty('account');
  });

  test('finished tasks, shortest first, logs too; an undefined output is left out, null is not', async () => {
    const { id, answer } = await s.executingRun();
    const [long, none, nothing, open] = await Promise.all(
      ['long', 'none', 'nothing', 'open'].map((idempotencyKey) => s.createTask(id, { idempotencyKey })),
    );
    await s.createTask(id, { idempotencyKey: 'log', noop: true });
    const complete = (taskId: string, result: object) =>
      s.runs.completeTask({
        environmentId: s.environmentId,
        runId: id,
        taskId,
        result: { properties: undefined, output: null, outputIsUndefined: false, ...result },
      });
    await complete(long!.id, { output: { text: 'x'.repeat(200) } });
    await complete(none!.id, { outputIsUndefined: true });
    await complete(nothing!.id, { output: null });
    await answer(httpError(500));
    await s.drain();

    const { tasks } = s.endpoint.lastBody;
    expect(tasks?.map((task) => task.idempotencyKey)).toEqual(['none', 'log', 'nothing', 'long']);
    expect(tasks?.[0]).toEqual({
      id: 'none',
      idempotencyKey: 'none',
      status: 'COMPLETED',
      noop: false,
      parentId: null,
    });
    expect(tasks?.[1]).toMatchObject({ noop: true, output: null });
    expect(tasks?.[2]).toEqual({
      id: 'nothing',
      idempotencyKey: 'nothing',
      status: 'COMPLETED',
      noop: false,
      parentId: null,
      output: null,
    });
    expect(tasks?.[3]).toMatchObject({ output: { text: 'x'.repeat(200) } });
    expect(open!.status).toBe('RUNNING');
  });

  test('as many finished tasks as fit', async () => {
    const { id, answer } = await s.executingRun();
    for (let index = 0; index < 4; index += 1) {
      const task = await s.createTask(id, { idempotencyKey: `big-${index}` });
      const result = { properties: undefined, output: 'x'.repeat(1_000_000 + index), outputIsUndefined: false };
      await s.runs.completeTask({ environmentId: s.environmentId, runId: id, taskId: task.id, result });
    }
    await answer(unreachable());
    await s.drain();
    const { tasks } = s.endpoint.lastBody;
    expect(tasks?.map((task) => task.idempotencyKey)).toEqual(['big-0', 'big-1', 'big-2']);
    expect(JSON.stringify(tasks).length).toBeLessThanOrEqual(MAX_TASK_CHARACTERS);
  });

  test('the time of this execution, not of the first one', async () => {
    const { id, answer: first } = await s.executingRun();
    const startedAt = s.endpoint.lastBody.run.startedAt;
    await first(httpError(503));
    await (await s.execute(id)).answer(succeed());
    expect(s.endpoint.lastBody.run.startedAt.getTime()).toBeGreaterThan(startedAt.getTime());
    expect((await s.run(id))['started_at']).toEqual(startedAt);
  });

  test('the time that the run has left', async () => {
    const { id, answer } = await s.executingRun();
    await answer(httpError(500, 300_000));
    await (await s.execute(id)).answer(succeed());
    expect(s.endpoint.calls.at(-1)!.options.timeoutMs).toBe(600_000);
    expect(await s.run(id)).toMatchObject({ execution_count: 2, execution_duration: '300010' });
  });
});

describe('who may execute', () => {
  test('nobody executes a run that has nothing to execute', async () => {
    const ended = await s.queuedRun();
    await s.drain();
    const pending = await s.createRun();
    const calls = s.endpoint.calls.length;
    for (const id of [newId(), ended, pending]) {
      await s.runs.executeRun(id, { jobId: newId(), attempt: 1, signal: new AbortController().signal });
    }
    expect(s.endpoint.calls).toHaveLength(calls);
    expect([await s.run(ended), await s.run(pending)]).toMatchObject([{ status: 'SUCCESS' }, { status: 'PENDING' }]);
  });

  test('of two queue jobs at once one executes, and the other is to try again', async () => {
    const id = await s.queuedRun();
    const calls = s.endpoint.calls.length;
    const gate = Promise.withResolvers<void>();
    s.endpoint.script = async () => {
      await gate.promise;
      return succeed();
    };
    const executions = ['a', 'b'].map(() =>
      s.runs.executeRun(id, { jobId: newId(), attempt: 1, signal: new AbortController().signal }),
    );
    await expect(
      Promise.any(
        executions.map((execution) =>
          execution.then(
            () => Promise.reject(new Error('executed')),
            (error: unknown) => error,
          ),
        ),
      ),
    ).resolves.toMatchObject({
      code: 'RUN_BUSY',
    });
    gate.resolve();
    await Promise.allSettled(executions);
    expect(s.endpoint.calls).toHaveLength(calls + 1);
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', execution_count: 1 });
  });

  test('of two claims that meet one succeeds', async () => {
    const id = await s.queuedRun();
    const calls = s.endpoint.calls.length;
    s.endpoint.script = () => succeed();
    const execution = () => () =>
      s.runs.executeRun(id, { jobId: newId(), attempt: 1, signal: new AbortController().signal }).catch(() => 'busy');
    await s.collide<unknown>('runs', id, [execution(), execution(), execution()]);
    expect(s.endpoint.calls).toHaveLength(calls + 1);
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', execution_count: 1, execution_claim: 1 });
  });

  test('a later attempt of the same job takes the run over, and the late outcome of the earlier one is dropped', async () => {
    const first = await s.executingRun();
    await s.createTask(first.id, { idempotencyKey: 'open' });
    s.queue.giveBack(first.job);
    const second = await s.execute(first.id);
    expect(second.job).toMatchObject({ id: first.job.id, attempt: 2 });

    await first.answer(answer({ status: 'ERROR', error: { message: 'late' } }));
    expect(await s.run(first.id)).toMatchObject({ status: 'EXECUTING', output: null });
    expect(await s.query('SELECT status FROM tasks WHERE run_id = $1', [first.id])).toEqual([{ status: 'RUNNING' }]);

    await second.answer(succeed('second'));
    expect(await s.run(first.id)).toMatchObject({ status: 'SUCCESS', output: 'second', execution_count: 1 });
  });

  test('a job that was given back uncounted takes the run over in the same attempt', async () => {
    const first = await s.executingRun();
    s.queue.giveBack(first.job);
    first.job.attempt -= 1;
    const second = await s.execute(first.id);
    expect(second.job.attempt).toBe(1);
    await first.answer(succeed('first'));
    expect(await s.run(first.id)).toMatchObject({ status: 'EXECUTING' });
    await second.answer(succeed('second'));
    expect(await s.run(first.id)).toMatchObject({ status: 'SUCCESS', output: 'second' });
  });

  test('an earlier attempt that comes late does not take the run from a later one', async () => {
    const first = await s.executingRun();
    s.queue.giveBack(first.job);
    const second = await s.execute(first.id);
    const calls = s.endpoint.calls.length;
    await s.runs.executeRun(first.id, { jobId: first.job.id, attempt: 1, signal: new AbortController().signal });
    expect(s.endpoint.calls).toHaveLength(calls);
    await second.answer(succeed());
    expect(await s.run(first.id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('an execution that cannot be set up is left to the next attempt', async () => {
    const id = await s.queuedRun();
    s.environments.delete(s.environmentId);
    const job = s.queue.take(s.queue.pending.find(({ payload }) => payload.id === id));
    await expect(s.deliver(job)).rejects.toThrow('no environment');
    s.environments.set(s.environmentId, s.tenant.environment);
    s.queue.giveBack(job);
    await (await s.execute(id)).answer(succeed());
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS' });
  });
});

describe('the version of the endpoint', () => {
  const headers = { triggerVersion: '2023-09-29', triggerSdkVersion: null, runMetadata: null };

  test('is handed on when it is another one, and a failure of that is of no consequence', async () => {
    const recorded: unknown[] = [];
    const other = await setup({
      endpointVersions: {
        recordEndpointVersion: async (input) => {
          recorded.push(input);
          if (recorded.length > 1) throw new Error('no');
        },
      },
    });
    const result = { ...succeed(), headers };
    const run = async () => {
      const execution = await other.executingRun();
      await execution.answer(result);
      expect(await other.run(execution.id)).toMatchObject({ status: 'SUCCESS' });
    };
    await run();
    await run();
    expect(recorded).toEqual([
      { endpointId: other.tenant.endpointId, version: '2023-09-29' },
      { endpointId: other.tenant.endpointId, version: '2023-09-29' },
    ]);
    await other.query(`UPDATE endpoints SET version = '2023-09-29'`);
    await run();
    expect(recorded).toHaveLength(2);
    await other.close();
  });
});
