import { newId } from '@kongflow/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, succeed } from '../support/scripted-endpoint.ts';
import { setup, type Setup } from '../support/setup.ts';

let s: Setup;
beforeAll(async () => {
  s = await setup();
});
afterAll(() => s.close());

const soon = (ms: number) => new Date(Date.now() + ms);
const pendingOf = (taskId: string) => s.queue.pending.find(({ payload }) => payload.id === taskId);

describe('RESUME_WITH_TASK', () => {
  test('the run waits until the time of the stored task, wakes it, and is executed with it', async () => {
    const { id, answer: respond } = await s.executingRun();
    const delayUntil = soon(60_000);
    const wait = await s.createTask(id, { idempotencyKey: 'wait', noop: true, delayUntil });
    expect(wait).toMatchObject({ status: 'WAITING', delayUntil, attempts: 1 });
    const echo = { ...wait, delayUntil: soon(1), outputProperties: [{ label: 'a', text: 'b' }] };
    await respond(answer({ status: 'RESUME_WITH_TASK', task: echo }));

    expect(await s.run(id)).toMatchObject({
      status: 'WAITING_TO_CONTINUE',
      waiting_task_ids: [wait.id],
      execution_id: null,
      execution_count: 1,
    });
    expect(await s.task(wait.id)).toMatchObject({ status: 'WAITING', output_properties: [{ label: 'a', text: 'b' }] });
    expect(pendingOf(wait.id)).toMatchObject({ task: 'resumeTask', runAt: delayUntil, key: `resume:${wait.id}` });

    await s.deliver(pendingOf(wait.id));
    expect(await s.task(wait.id)).toMatchObject({ status: 'COMPLETED', completed_at: expect.any(Date) });
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE', waiting_task_ids: [] });
    expect(pendingOf(id)).toMatchObject({ task: 'performRunExecution', priority: -1, runAt: null });

    await (await s.execute(id)).answer(succeed());
    expect(s.endpoint.lastBody.tasks).toMatchObject([{ idempotencyKey: 'wait', status: 'COMPLETED', noop: true }]);
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', execution_count: 2 });
  });

  test('a task with work to do is RUNNING when it wakes up', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'later', delayUntil: soon(60_000) });
    await respond(answer({ status: 'RESUME_WITH_TASK', task }));
    await s.deliver(pendingOf(task.id));
    expect(await s.task(task.id)).toMatchObject({ status: 'RUNNING', completed_at: null });
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE' });
    await s.drain();
  });

  test('a wake-up that came during the execution is not lost', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'wait', noop: true, delayUntil: soon(60_000) });
    await s.runs.resumeTask(task.id);
    expect(await s.run(id)).toMatchObject({ status: 'EXECUTING' });
    expect(await s.task(task.id)).toMatchObject({ status: 'COMPLETED' });
    await respond(answer({ status: 'RESUME_WITH_TASK', task }));
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE' });
    expect(pendingOf(id)).toMatchObject({ task: 'performRunExecution', runAt: null });
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('a wake-up at the same time as the answer is not lost, in whichever order they come', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { id, answering } = await s.executingRun();
      const task = await s.createTask(id, { idempotencyKey: 'wait', noop: true, delayUntil: soon(60_000) });
      await Promise.all([answering(answer({ status: 'RESUME_WITH_TASK', task })), s.runs.resumeTask(task.id)]);
      const run = await s.run(id);
      // Either the wake-up saw the run wait, or the answer saw the task awake: both end in an execution.
      expect(run).toMatchObject({ status: 'WAITING_TO_EXECUTE', waiting_task_ids: [] });
      expect(pendingOf(id)).toMatchObject({ task: 'performRunExecution' });
      await s.drain();
      expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', execution_count: 2 });
    }
  });

  test('a wake-up and the answer that meet', async () => {
    const { id, answering } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'wait', noop: true, delayUntil: soon(60_000) });
    await s.collide<unknown>('runs', id, [
      () => answering(answer({ status: 'RESUME_WITH_TASK', task })),
      () => s.runs.resumeTask(task.id),
      () => s.runs.resumeTask(task.id),
    ]);
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE', waiting_task_ids: [] });
    expect(s.queue.pendingTasks.filter((job) => job === `performRunExecution:${id}`)).toHaveLength(1);
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', execution_count: 2 });
  });

  test.each([newId(), 'not an id'])('a task that is none of the run fails it: %s', async (taskId) => {
    const { id, answer: respond } = await s.executingRun();
    const open = await s.createTask(id, { idempotencyKey: 'open' });
    await respond(answer({ status: 'RESUME_WITH_TASK', task: { ...open, id: taskId } }));
    expect(await s.run(id)).toMatchObject({
      status: 'FAILURE',
      output: { message: `The endpoint answered with task "${taskId}", which is not a task of this run` },
    });
    expect(await s.task(open.id)).toMatchObject({ status: 'ERRORED' });
    expect(s.queue.pending).toEqual([]);
  });

  test('a task of another run fails it, and leaves the other run alone', async () => {
    const other = await s.executingRun();
    const foreign = await s.createTask(other.id, { idempotencyKey: 'foreign' });
    const { id, answer: respond } = await s.executingRun();
    await respond(answer({ status: 'RETRY_WITH_TASK', task: foreign, error: { message: 'no' }, retryAt: soon(1000) }));
    expect(await s.run(id)).toMatchObject({ status: 'FAILURE' });
    expect(await s.task(foreign.id)).toMatchObject({ status: 'RUNNING' });
    expect(await s.attempts(foreign.id)).toMatchObject([{ number: 1, status: 'PENDING' }]);
    await other.answer(succeed());
  });
});

describe('RETRY_WITH_TASK', () => {
  test('the attempt has failed, another one is made, and the run waits for its time; attempts count up', async () => {
    const { id, answer: respond } = await s.executingRun();
    const flaky = await s.createTask(id, { idempotencyKey: 'flaky' });
    const retryAt = soon(60_000);
    await respond(
      answer({
        status: 'RETRY_WITH_TASK',
        task: flaky,
        error: { name: 'Error', message: 'attempt 1 failed' },
        retryAt,
      }),
    );

    expect(await s.task(flaky.id)).toMatchObject({ status: 'WAITING' });
    expect(await s.attempts(flaky.id)).toEqual([
      { number: 1, status: 'ERRORED', error: 'Error: attempt 1 failed', run_at: null },
      { number: 2, status: 'PENDING', error: null, run_at: retryAt },
    ]);
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_CONTINUE', waiting_task_ids: [flaky.id] });
    expect(pendingOf(flaky.id)).toMatchObject({ task: 'resumeTask', runAt: retryAt });

    await s.deliver(pendingOf(flaky.id));
    const second = await s.execute(id);
    expect(await s.createTask(id, { idempotencyKey: 'flaky' })).toMatchObject({
      id: flaky.id,
      status: 'RUNNING',
      attempts: 2,
    });
    await second.answer(
      answer({ status: 'RETRY_WITH_TASK', task: flaky, error: { message: 'attempt 2 failed' }, retryAt: soon(1) }),
    );
    await s.deliver(pendingOf(flaky.id));
    const third = await s.execute(id);
    expect(await s.createTask(id, { idempotencyKey: 'flaky' })).toMatchObject({ attempts: 3 });
    await s.runs.completeTask({
      environmentId: s.environmentId,
      runId: id,
      taskId: flaky.id,
      result: { properties: undefined, output: 'done', outputIsUndefined: false },
    });
    await third.answer(succeed());
    expect((await s.attempts(flaky.id)).map((attempt) => attempt['status'])).toEqual([
      'ERRORED',
      'ERRORED',
      'COMPLETED',
    ]);
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', execution_count: 3 });
  });

  test('a task that has ended meanwhile is not tried again', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'done', noop: true });
    await respond(answer({ status: 'RETRY_WITH_TASK', task, error: { message: 'no' }, retryAt: soon(60_000) }));
    expect(await s.task(task.id)).toMatchObject({ status: 'COMPLETED' });
    expect(await s.attempts(task.id)).toMatchObject([{ number: 1 }]);
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE' });
    await s.drain();
  });

  test('when the job asks for the task before its time, the run waits for the time of the attempt', async () => {
    const { id, answer: respond } = await s.executingRun();
    const flaky = await s.createTask(id, { idempotencyKey: 'flaky' });
    const log = await s.createTask(id, { idempotencyKey: 'log', noop: true });
    const retryAt = soon(60_000);
    const children = [
      { status: 'RETRY_WITH_TASK', task: flaky, error: { message: 'no' }, retryAt },
      { status: 'YIELD_EXECUTION', key: 'other item' },
    ];
    await respond(answer({ status: 'RESUME_WITH_PARALLEL_TASK', task: log, childErrors: children }));
    const second = await s.execute(id);
    await second.answer(answer({ status: 'RESUME_WITH_TASK', task: flaky }));
    expect(pendingOf(flaky.id)).toMatchObject({ runAt: retryAt });
    await s.drain();
  });
});

describe('RESUME_WITH_PARALLEL_TASK', () => {
  async function parallel() {
    const { id, answer: respond } = await s.executingRun();
    const parent = await s.createTask(id, { idempotencyKey: 'parallel', parallel: true });
    expect(parent.childExecutionMode).toBe('PARALLEL');
    const wait = await s.createTask(id, {
      idempotencyKey: 'wait',
      noop: true,
      delayUntil: soon(60_000),
      parentId: parent.id,
    });
    const flaky = await s.createTask(id, { idempotencyKey: 'flaky', parentId: parent.id });
    const waits = { status: 'RESUME_WITH_TASK', task: wait };
    const retryAt = soon(30_000);
    const retries = { status: 'RETRY_WITH_TASK', task: flaky, error: { message: 'no' }, retryAt };
    const respondWith = (childErrors: object[]) =>
      respond(
        answer(
          {
            status: 'RESUME_WITH_PARALLEL_TASK',
            task: { ...parent, outputProperties: [{ label: 'a', text: 'b' }] },
            childErrors,
          },
          100,
        ),
      );
    return { id, parent, wait, flaky, waits, retries, retryAt, respondWith };
  }

  test('the run goes on when all items are ready, one that is tried again too', async () => {
    const { id, parent, wait, flaky, waits, retries, retryAt, respondWith } = await parallel();
    await respondWith([waits, retries]);
    expect(await s.run(id)).toMatchObject({
      status: 'WAITING_TO_CONTINUE',
      execution_count: 1,
      execution_duration: '100',
    });
    expect(new Set((await s.run(id))['waiting_task_ids'] as string[])).toEqual(new Set([wait.id, flaky.id]));
    expect(await s.task(parent.id)).toMatchObject({
      status: 'RUNNING',
      output_properties: [{ label: 'a', text: 'b' }],
    });
    expect(pendingOf(flaky.id)).toMatchObject({ runAt: retryAt });

    await s.deliver(pendingOf(flaky.id));
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_CONTINUE', waiting_task_ids: [wait.id] });
    expect(pendingOf(id)).toBeUndefined();
    await s.deliver(pendingOf(wait.id));
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE' });
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', execution_count: 2 });
  });

  test('two items wake up at the same time: the run goes on once', async () => {
    const { id, wait, flaky, waits, retries, respondWith } = await parallel();
    await respondWith([waits, retries]);
    await Promise.all([wait, flaky].map((task) => s.deliver(pendingOf(task.id))));
    expect(s.queue.pendingTasks).toEqual([`performRunExecution:${id}`]);
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', execution_count: 2 });
  });

  test('two items may wait for one task', async () => {
    const { id, wait, waits, respondWith } = await parallel();
    await respondWith([waits, waits]);
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_CONTINUE', waiting_task_ids: [wait.id] });
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('items that have yielded go on at once', async () => {
    const { id, flaky, waits, respondWith } = await parallel();
    await respondWith([
      waits,
      { status: 'YIELD_EXECUTION', key: 'k' },
      {
        status: 'AUTO_YIELD_EXECUTION_WITH_COMPLETED_TASK',
        id: flaky.id,
        output: '{"n":1}',
        data: { location: 'x', timeRemaining: 1, timeElapsed: 1 },
      },
    ]);
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE', yielded_executions: ['k'] });
    expect(await s.task(flaky.id)).toMatchObject({ status: 'COMPLETED', output: { n: 1 } });
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('items that ran into a rate limit go on when the first limit is lifted', async () => {
    const { id, waits, respondWith } = await parallel();
    const resets = [soon(50_000), soon(20_000)];
    await respondWith([waits, ...resets.map((reset) => ({ status: 'AUTO_YIELD_RATE_LIMIT', reset: reset.getTime() }))]);
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE' });
    expect(pendingOf(id)).toMatchObject({ runAt: resets[1] });
    await s.drain();
  });

  test('an item that has yielded does not wait for the rate limit of another', async () => {
    const { id, respondWith } = await parallel();
    const limited = { status: 'AUTO_YIELD_RATE_LIMIT', reset: soon(50_000).getTime() };
    await respondWith([limited, { status: 'YIELD_EXECUTION', key: 'k' }]);
    expect(pendingOf(id)).toMatchObject({ runAt: null });
    await s.drain();
  });

  test('an item whose rate limit ends at no date fails the run', async () => {
    const { id, waits, respondWith } = await parallel();
    await respondWith([waits, { status: 'AUTO_YIELD_RATE_LIMIT', reset: 1e300 }]);
    expect(await s.run(id)).toMatchObject({ status: 'FAILURE', output: { message: expect.stringContaining('reset') } });
    expect(s.queue.pending).toEqual([]);
  });

  test.each([
    ['FAILURE', { status: 'ERROR', error: { message: 'item' } }, { message: 'item' }],
    ['INVALID_PAYLOAD', { status: 'INVALID_PAYLOAD', errors: [] }, []],
    ['UNRESOLVED_AUTH', { status: 'UNRESOLVED_AUTH_ERROR', issues: {} }, {}],
  ])('%s of an item ends the run', async (status, child, output) => {
    const { id, wait, waits, respondWith } = await parallel();
    await respondWith([waits, child]);
    expect(await s.run(id)).toMatchObject({ status, output, execution_count: 1 });
    expect(await s.task(wait.id)).toMatchObject({ status: 'ERRORED' });
    expect(s.queue.pending).toEqual([]);
  });
});
