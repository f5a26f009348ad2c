import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_FAILURES, MAX_FAILURES_IN_DEVELOPMENT, retryDelayInMs } from '../../src/outcomes/endpoint-failure.ts';
import { MAX_YIELDS } from '../../src/outcomes/yield-execution.ts';
import {
  aborted,
  answer,
  errorResponse,
  functionTimeout,
  httpError,
  succeed,
  unreachable,
} from '../support/scripted-endpoint.ts';
import { setup, type Setup } from '../support/setup.ts';

let s: Setup;
beforeAll(async () => {
  s = await setup();
});
afterAll(() => s.close());

const executionOf = (runId: string) =>
  s.queue.pending.find(({ task, payload }) => task === 'performRunExecution' && payload.id === runId);

describe('yields', () => {
  test('YIELD_EXECUTION: again at once, with the key', async () => {
    const { id, answer: respond } = await s.executingRun();
    await respond(answer({ status: 'YIELD_EXECUTION', key: 'first' }));
    expect(await s.run(id)).toMatchObject({
      status: 'WAITING_TO_EXECUTE',
      yielded_executions: ['first'],
      execution_count: 1,
    });
    expect(executionOf(id)).toMatchObject({ runAt: null });
    await (await s.execute(id)).answer(succeed());
    expect(s.endpoint.lastBody.yieldedExecutions).toEqual(['first']);
  });

  test('YIELD_EXECUTION: too many fail the run', async () => {
    const id = await s.queuedRun();
    await s.query('UPDATE runs SET yielded_executions = $2 WHERE id = $1', [
      id,
      Array.from({ length: MAX_YIELDS - 1 }, String),
    ]);
    await (await s.execute(id)).answer(answer({ status: 'YIELD_EXECUTION', key: 'the 100th' }));
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE' });
    await (await s.execute(id)).answer(answer({ status: 'YIELD_EXECUTION', key: 'one more' }));
    expect(await s.run(id)).toMatchObject({
      status: 'FAILURE',
      output: { message: 'Run has yielded too many times, the maximum is 100' },
    });
  });

  test('AUTO_YIELD_EXECUTION: again at once, with times that are fractional and negative', async () => {
    const { id, answer: respond } = await s.executingRun();
    await respond(
      answer({
        status: 'AUTO_YIELD_EXECUTION',
        location: 'before_execute_task',
        timeRemaining: -1.5,
        timeElapsed: 1017.03,
        limit: 2300,
      }),
    );
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE', yielded_executions: [] });
    await s.drain();
  });

  test('AUTO_YIELD_RATE_LIMIT: again when the limit is lifted', async () => {
    const { id, answer: respond } = await s.executingRun();
    const reset = Date.now() + 60_000;
    await respond(answer({ status: 'AUTO_YIELD_RATE_LIMIT', reset }));
    expect(executionOf(id)).toMatchObject({ runAt: new Date(reset) });
    await s.drain();
  });

  test.each([1e300, -1e300, 9e15])('AUTO_YIELD_RATE_LIMIT until %d, which is no date, fails the run', async (reset) => {
    const { id, answer: respond } = await s.executingRun();
    await respond(answer({ status: 'AUTO_YIELD_RATE_LIMIT', reset }));
    expect(await s.run(id)).toMatchObject({ status: 'FAILURE', output: { message: expect.stringContaining('reset') } });
    expect(executionOf(id)).toBeUndefined();
  });

  test('AUTO_YIELD_EXECUTION_WITH_COMPLETED_TASK: the task is completed first', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'done' });
    const data = { location: 'before_complete_task', timeRemaining: 1, timeElapsed: 2 };
    await respond(
      answer({
        status: 'AUTO_YIELD_EXECUTION_WITH_COMPLETED_TASK',
        id: task.id,
        output: '{"i":1}',
        properties: [{ label: 'a', text: 'b' }],
        data,
      }),
    );
    expect(await s.task(task.id)).toMatchObject({
      status: 'COMPLETED',
      output: { i: 1 },
      output_properties: [{ label: 'a', text: 'b' }],
    });
    expect(await s.attempts(task.id)).toMatchObject([{ status: 'COMPLETED' }]);
    await (await s.execute(id)).answer(succeed());
    expect(s.endpoint.lastBody.tasks).toMatchObject([{ idempotencyKey: 'done', output: { i: 1 } }]);
  });

  test('AUTO_YIELD_EXECUTION_WITH_COMPLETED_TASK: an output that is not JSON fails the run', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'done' });
    const data = { location: 'x', timeRemaining: 1, timeElapsed: 2 };
    await respond(answer({ status: 'AUTO_YIELD_EXECUTION_WITH_COMPLETED_TASK', id: task.id, output: '{', data }));
    expect(await s.run(id)).toMatchObject({ status: 'FAILURE', output: { message: expect.stringContaining(task.id) } });
  });
});

describe('an endpoint in trouble', () => {
  test.each([
    ['no answer', unreachable()],
    ['a 500', httpError(500)],
    ['a 503 with an error object', errorResponse(503, 'down')],
    ['a redirect', httpError(302)],
  ])('%s: again later, and the endpoint is forgiven', async (_, result) => {
    const { id, answer: respond } = await s.executingRun();
    const before = Date.now();
    await respond(result);
    expect(await s.run(id)).toMatchObject({
      status: 'WAITING_TO_EXECUTE',
      execution_failure_count: 1,
      execution_count: 1,
    });
    const runAt = executionOf(id)?.runAt?.getTime() ?? 0;
    expect(runAt).toBeGreaterThanOrEqual(before + 750);
    await (await s.execute(id)).answer(answer({ status: 'YIELD_EXECUTION', key: 'k' }));
    expect(await s.run(id)).toMatchObject({ execution_failure_count: 0 });
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('too often in a row fails the run', async () => {
    const id = await s.queuedRun();
    for (let failure = 1; failure < MAX_FAILURES; failure += 1) {
      await (await s.execute(id)).answer(unreachable());
      expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE', execution_failure_count: failure });
    }
    await (await s.execute(id)).answer(unreachable());
    expect(await s.run(id)).toMatchObject({
      status: 'FAILURE',
      output: { message: 'Connection could not be established to the endpoint (http://app)' },
    });
    expect(executionOf(id)).toBeUndefined();
  });

  test('a DEVELOPMENT environment is given up earlier, but not at once', async () => {
    const dev = await setup({ type: 'DEVELOPMENT' });
    const id = await dev.queuedRun();
    dev.endpoint.script = () => errorResponse(500, 'broken');
    await dev.drain();
    expect(await dev.run(id)).toMatchObject({
      status: 'FAILURE',
      output: { message: 'broken', name: 'Error' },
      execution_count: MAX_FAILURES_IN_DEVELOPMENT,
    });
    await dev.close();
  });

  test('the delays grow from 750 ms to 19 s', () => {
    expect([1, 2, 3, 9].map(retryDelayInMs)).toEqual([750, 1125, 1688, 19_222]);
  });
});

describe('a function timeout', () => {
  test('with a new task: again at once', async () => {
    const { id, answer: respond } = await s.executingRun();
    await s.createTask(id, { idempotencyKey: 'progress' });
    await respond(functionTimeout(1000));
    expect(await s.run(id)).toMatchObject({
      status: 'WAITING_TO_EXECUTE',
      execution_duration: '1000',
      execution_failure_count: 0,
    });
    expect(executionOf(id)).toMatchObject({ runAt: null });

    // The next execution repeats the task, and makes no other one.
    const second = await s.execute(id);
    await s.createTask(id, { idempotencyKey: 'progress', displayKey: 'slow' });
    await second.answer(functionTimeout(2500));
    const reason = expect.stringMatching(/^Function timeout detected in 2\.5s without any task creation\..*"Task"/);
    expect(await s.run(id)).toMatchObject({
      status: 'TIMED_OUT',
      output: { message: reason },
      timed_out_reason: reason,
      timed_out_at: expect.any(Date),
    });
    expect(await s.query('SELECT status FROM tasks WHERE run_id = $1', [id])).toEqual([{ status: 'CANCELED' }]);
    expect(executionOf(id)).toBeUndefined();
  });

  test('without any task', async () => {
    const { id, answer: respond } = await s.executingRun();
    await respond(functionTimeout(60_000, null));
    expect(await s.run(id)).toMatchObject({
      status: 'TIMED_OUT',
      output: { message: expect.stringMatching(/^Function timeout detected in 60s without any task creation\./) },
    });
  });

  test('over the time that the organization grants a run', async () => {
    const other = await setup({ maximumExecutionTimePerRunInMs: 5000 });
    const { id, answer: respond } = await other.executingRun();
    await other.createTask(id, { idempotencyKey: 'progress' });
    await respond(functionTimeout(4999));
    expect(await other.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE' });
    const second = await other.execute(id);
    await other.createTask(id, { idempotencyKey: 'more' });
    await second.answer(functionTimeout(1));
    expect(await other.run(id)).toMatchObject({
      status: 'TIMED_OUT',
      output: { message: 'Execution timed out after 5 seconds' },
      execution_duration: '5000',
      execution_count: 2,
    });
    await other.close();
  });
});

describe('an endpoint that hands back every execution', () => {
  const data = { location: 'x', timeRemaining: 1, timeElapsed: 1 };
  test.each([
    ['by a yield', () => answer({ status: 'AUTO_YIELD_EXECUTION', ...data }, 0.2)],
    ['for a rate limit', () => answer({ status: 'AUTO_YIELD_RATE_LIMIT', reset: 0 }, 0.2)],
  ])('%s is called until the run has used up its time', async (_, respond) => {
    const other = await setup({ maximumExecutionTimePerRunInMs: 5 });
    const id = await other.queuedRun();
    other.endpoint.script = respond;
    await other.drain();
    expect(await other.run(id)).toMatchObject({
      status: 'TIMED_OUT',
      output: { message: 'Execution timed out after 0.005 seconds' },
      timed_out_at: expect.any(Date),
      execution_count: 5,
    });
    await other.close();
  });

  test('for a task that is ready', async () => {
    const other = await setup({ maximumExecutionTimePerRunInMs: 30 });
    const { id, answer: respond } = await other.executingRun();
    const task = await other.createTask(id, { idempotencyKey: 'running' });
    other.endpoint.script = () => answer({ status: 'RESUME_WITH_TASK', task });
    await respond(answer({ status: 'RESUME_WITH_TASK', task }));
    await other.drain();
    expect(await other.run(id)).toMatchObject({ status: 'TIMED_OUT', execution_count: 3 });
    expect(await other.task(task.id)).toMatchObject({ status: 'CANCELED' });
    await other.close();
  });
});

describe('an abort', () => {
  test('gives the run back at once, not as a failure', async () => {
    const { id, answer: respond } = await s.executingRun();
    await respond(aborted(10));
    expect(await s.run(id)).toMatchObject({
      status: 'WAITING_TO_EXECUTE',
      execution_failure_count: 0,
      execution_count: 1,
    });
    expect(executionOf(id)).toMatchObject({ runAt: null, attempt: 0 });
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('ends the run when its time is over', async () => {
    const { id, answer: respond } = await s.executingRun();
    await respond(aborted(900_000));
    expect(await s.run(id)).toMatchObject({
      status: 'TIMED_OUT',
      output: { message: 'Execution timed out after 900 seconds' },
    });
  });
});
