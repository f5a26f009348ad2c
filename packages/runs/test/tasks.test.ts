import { newId, RunTaskBodySchema, ServerTaskSchema } from '@kongflow/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, errorResponse, succeed } from './support/scripted-endpoint.ts';
import { setup, type Setup, taskBody } from './support/setup.ts';

let s: Setup;
beforeAll(async () => {
  s = await setup();
});
afterAll(() => s.close());

const soon = (ms: number) => new Date(Date.now() + ms);
const reference = (runId: string, taskId: string) => ({ environmentId: s.environmentId, runId, taskId });
const result = (output: unknown, more: object = {}) => ({
  properties: undefined,
  output: JSON.parse(JSON.stringify(output)),
  outputIsUndefined: false,
  ...more,
});

describe('createTask', () => {
  test('shows the task as the SDK expects it', async () => {
    const { id, answer: respond } = await s.executingRun();
    const parent = await s.createTask(id, { idempotencyKey: 'parent' });
    const task = await s.createTask(id, {
      idempotencyKey: 'all',
      name: 'One',
      displayKey: 'task-1',
      icon: 'bolt',
      description: 'does it',
      params: { a: [1, null] },
      properties: [{ label: 'Level', text: 'INFO', url: 'http://x' }],
      style: { style: 'minimal', variant: 'info' },
      redact: { paths: ['secret'] },
      parentId: parent.id,
      parallel: true,
    });
    expect(task).toEqual({
      id: expect.any(String),
      name: 'One',
      icon: 'bolt',
      noop: false,
      startedAt: expect.any(Date),
      completedAt: null,
      delayUntil: null,
      status: 'RUNNING',
      description: 'does it',
      params: { a: [1, null] },
      output: null,
      context: null,
      properties: [{ label: 'Level', text: 'INFO', url: 'http://x' }],
      style: { style: 'minimal', variant: 'info' },
      error: null,
      parentId: parent.id,
      attempts: 1,
      idempotencyKey: 'all',
      operation: null,
      callbackUrl: null,
      forceYield: false,
      childExecutionMode: 'PARALLEL',
    });
    expect(ServerTaskSchema.parse(JSON.parse(JSON.stringify(task)))).toEqual({ ...task, outputProperties: undefined });
    expect(await s.task(task.id)).toMatchObject({ display_key: 'task-1', redact: { paths: ['secret'] }, run_id: id });
    expect(await s.attempts(task.id)).toEqual([{ number: 1, status: 'PENDING', error: null, run_at: null }]);
    expect(await s.createTask(id, { idempotencyKey: 'plain' })).toMatchObject({
      name: 'Task',
      style: { style: 'normal' },
      childExecutionMode: 'SEQUENTIAL',
      params: null,
    });
    await respond(succeed());
  });

  test.each([
    ['RUNNING', {}],
    ['COMPLETED', { noop: true }],
    ['WAITING', { delayUntil: soon(60_000) }],
    ['WAITING', { delayUntil: soon(60_000), noop: true }],
    ['COMPLETED', { delayUntil: soon(-1000), noop: true }],
    ['RUNNING', { delayUntil: soon(-1000) }],
  ])('is %s for %o', async (status, task) => {
    const { id, answer: respond } = await s.executingRun();
    const created = await s.createTask(id, { idempotencyKey: 'k', ...task });
    expect(created).toMatchObject({ status, startedAt: expect.any(Date) });
    expect(created.completedAt !== null).toBe(status === 'COMPLETED');
    await respond(succeed());
  });

  test('the same key again is the same task as it is, whatever is asked for', async () => {
    const { id, answer: respond } = await s.executingRun();
    const first = await s.createTask(id, { idempotencyKey: 'k', name: 'First' });
    expect(await s.createTask(id, { idempotencyKey: 'k', name: 'Second', noop: true })).toEqual(first);
    await s.runs.completeTask({ ...reference(id, first.id), result: result({ n: 42 }) });
    expect(await s.createTask(id, { idempotencyKey: 'k' })).toMatchObject({
      id: first.id,
      status: 'COMPLETED',
      output: { n: 42 },
    });
    await respond(succeed());
    expect(await s.createTask(id, { idempotencyKey: 'k' })).toMatchObject({ id: first.id, status: 'COMPLETED' });
  });

  test('the same key 20 times at once is one task with one attempt', async () => {
    const { id, answer: respond } = await s.executingRun();
    const tasks = await Promise.all(Array.from({ length: 20 }, () => s.createTask(id, { idempotencyKey: 'race' })));
    expect(new Set(tasks.map((task) => task.id)).size).toBe(1);
    expect(tasks.every(({ attempts, status }) => attempts === 1 && status === 'RUNNING')).toBe(true);
    expect(await s.attempts(tasks[0]!.id)).toHaveLength(1);
    await respond(succeed());
  });

  test('the same key in two runs is two tasks', async () => {
    const [a, b] = [await s.executingRun(), await s.executingRun()];
    const [first, second] = await Promise.all([a, b].map(({ id }) => s.createTask(id, { idempotencyKey: 'same' })));
    expect(first!.id).not.toBe(second!.id);
    await a.answer(succeed());
    await b.answer(succeed());
  });

  test('in a cancelled run it is CANCELED, a new one and one that was open', async () => {
    const { id, answer: respond } = await s.executingRun();
    await s.createTask(id, { idempotencyKey: 'open' });
    await s.runs.cancelRun({ environmentId: s.environmentId, runId: id });
    expect(await s.createTask(id, { idempotencyKey: 'open' })).toMatchObject({ status: 'CANCELED' });
    expect(await s.createTask(id, { idempotencyKey: 'new', noop: true })).toMatchObject({
      status: 'CANCELED',
      completedAt: expect.any(Date),
    });
    await respond(succeed());
  });

  test('a cancelled task of a run that goes on is taken up again', async () => {
    const { id, answer: respond } = await s.executingRun();
    for (const [idempotencyKey, task, status] of [
      ['work', {}, 'RUNNING'],
      ['log', { noop: true }, 'COMPLETED'],
      ['wait', { delayUntil: soon(60_000) }, 'WAITING'],
    ] as const) {
      const first = await s.createTask(id, { idempotencyKey });
      await s.query(`UPDATE tasks SET status = 'CANCELED', completed_at = now() WHERE id = $1`, [first.id]);
      const again = await s.createTask(id, { idempotencyKey, ...task });
      expect(again).toMatchObject({ id: first.id, status });
      expect(again.completedAt !== null).toBe(status === 'COMPLETED');
    }
    await respond(succeed());
  });

  test('a run that has ended takes no more tasks', async () => {
    const { id, answer: respond } = await s.executingRun();
    await s.createTask(id, { idempotencyKey: 'before' });
    await respond(succeed());
    await expect(s.createTask(id, { idempotencyKey: 'after' })).rejects.toMatchObject({
      code: 'RUN_FINISHED',
      message: 'The run has ended (SUCCESS): it takes no more tasks',
    });
    expect(await s.createTask(id, { idempotencyKey: 'before' })).toMatchObject({ status: 'RUNNING' });
  });

  test('a run that waits takes tasks: branches of the job may still be at work', async () => {
    const { id, answer: respond } = await s.executingRun();
    const wait = await s.createTask(id, { idempotencyKey: 'wait', noop: true, delayUntil: soon(60_000) });
    await respond(answer({ status: 'RESUME_WITH_TASK', task: wait }));
    expect(await s.createTask(id, { idempotencyKey: 'branch' })).toMatchObject({ status: 'RUNNING' });
  });

  test('runs that are not there, or of another environment', async () => {
    const other = await s.createTenant();
    const { id, answer: respond } = await s.executingRun();
    const task = taskBody({ idempotencyKey: 'k' });
    for (const [environmentId, runId] of [
      [s.environmentId, newId()],
      [s.environmentId, 'no id'],
      [other.environment.id, id],
    ] as const) {
      await expect(s.runs.createTask({ environmentId, runId, task })).rejects.toMatchObject({
        code: 'RUN_NOT_FOUND',
        message: 'Run not found',
      });
    }
    await respond(succeed());
  });

  test('a parent that is not a task of the run', async () => {
    const other = await s.executingRun();
    const foreign = await s.createTask(other.id, { idempotencyKey: 'k' });
    const { id, answer: respond } = await s.executingRun();
    for (const parentId of [newId(), 'no id', foreign.id]) {
      await expect(s.createTask(id, { idempotencyKey: 'child', parentId })).rejects.toMatchObject({
        code: 'PARENT_TASK_NOT_FOUND',
      });
    }
    expect(await s.query('SELECT FROM tasks WHERE run_id = $1', [id])).toEqual([]);
    await respond(succeed());
    await other.answer(succeed());
  });

  test.each([
    ['operation', { operation: 'fetch' as const }, /background operations: "fetch"/],
    ['callback', { callback: { enabled: true, timeoutInSeconds: 10 } }, /callbacks/],
  ])('refuses a task with %s, which nothing would finish', async (_, task, message) => {
    const { id, answer: respond } = await s.executingRun();
    await expect(s.createTask(id, { idempotencyKey: 'k', ...task })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(message),
    });
    await respond(errorResponse(404, 'gone'));
  });

  test('a callback that is not enabled is none', async () => {
    const { id, answer: respond } = await s.executingRun();
    const body = RunTaskBodySchema.parse({ idempotencyKey: 'k', callback: { enabled: false } });
    expect(await s.createTask(id, body)).toMatchObject({ status: 'RUNNING', callbackUrl: null });
    await respond(succeed());
  });

  test('a cancellation at the same time leaves no open task behind', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, answering } = await s.executingRun();
      await Promise.all([
        ...Array.from({ length: 5 }, (_, index) => s.createTask(id, { idempotencyKey: `k${index}` })),
        s.runs.cancelRun({ environmentId: s.environmentId, runId: id }),
      ]);
      expect(await s.query('SELECT DISTINCT status FROM tasks WHERE run_id = $1', [id])).toEqual([
        { status: 'CANCELED' },
      ]);
      await answering(succeed());
    }
  });
});

describe('createTask and the end of its run, when they meet', () => {
  test('leave no open task in a cancelled run', async () => {
    const { id, answer: respond } = await s.executingRun();
    await s.collide<unknown>('runs', id, [
      () => s.createTask(id, { idempotencyKey: 'a' }),
      () => s.runs.cancelRun({ environmentId: s.environmentId, runId: id }),
      () => s.createTask(id, { idempotencyKey: 'b' }),
    ]);
    expect(await s.query('SELECT status FROM tasks WHERE run_id = $1', [id])).toEqual([
      { status: 'CANCELED' },
      { status: 'CANCELED' },
    ]);
    await respond(succeed());
  });

  test('leave no open task in a failed run', async () => {
    const { id, answering } = await s.executingRun();
    const create = (idempotencyKey: string) => () =>
      s.createTask(id, { idempotencyKey }).catch((error: unknown) => error);
    await s.collide<unknown>('runs', id, [
      create('a'),
      () => answering(answer({ status: 'ERROR', error: { message: 'no' } })),
      create('b'),
    ]);
    expect(await s.query(`SELECT FROM tasks WHERE run_id = $1 AND status <> 'ERRORED'`, [id])).toEqual([]);
  });
});

describe('completeTask', () => {
  test.each([[{ n: 1 }], ['text'], [0], [false], [''], [null], [[]]])('stores %j as it is', async (output) => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'k' });
    const completed = await s.runs.completeTask({
      ...reference(id, task.id),
      result: result(output, { properties: [{ label: 'a', text: 'b' }] }),
    });
    expect(completed).toEqual({ ...task, status: 'COMPLETED', output, completedAt: expect.any(Date) });
    expect(await s.task(task.id)).toMatchObject({ output_properties: [{ label: 'a', text: 'b' }] });
    expect(await s.attempts(task.id)).toMatchObject([{ status: 'COMPLETED' }]);
    await respond(succeed());
  });

  test('an undefined output is left out', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'k' });
    const completed = await s.runs.completeTask({
      ...reference(id, task.id),
      result: result(null, { outputIsUndefined: true }),
    });
    expect(completed).not.toHaveProperty('output');
    expect(await s.createTask(id, { idempotencyKey: 'k' })).toEqual(completed);
    await respond(succeed());
  });

  test('a second completion changes nothing, and shows the first one, at the same time too', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'k' });
    const completions = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        s.runs.completeTask({ ...reference(id, task.id), result: result(index) }),
      ),
    );
    const outputs = new Set(completions.map((completed) => completed.output));
    expect(outputs.size).toBe(1);
    expect(completions.every(({ status }) => status === 'COMPLETED')).toBe(true);
    expect(await s.task(task.id)).toMatchObject({ output: [...outputs][0] });
    expect(await s.runs.failTask({ ...reference(id, task.id), error: { message: 'late' } })).toMatchObject({
      status: 'COMPLETED',
    });
    await respond(succeed());
  });

  test('two completions that meet: the first one counts, and both show it', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'k' });
    const complete = (output: string) => () =>
      s.runs.completeTask({ ...reference(id, task.id), result: result(output) });
    const [a, b] = await s.collide('tasks', task.id, [complete('a'), complete('b')]);
    expect(a!.output).toBe(b!.output);
    expect(await s.task(task.id)).toMatchObject({ status: 'COMPLETED', output: a!.output });
    await respond(succeed());
  });

  test('a completion and a failure that meet: the first one counts, and both show it', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'k' });
    const [a, b] = await s.collide('tasks', task.id, [
      () => s.runs.failTask({ ...reference(id, task.id), error: { message: 'no' } }),
      () => s.runs.completeTask({ ...reference(id, task.id), result: result('done') }),
    ]);
    expect(a).toEqual(b);
    expect(await s.attempts(task.id)).toMatchObject([{ status: a!.status }]);
    await respond(succeed());
  });

  test('a cancelled task stays cancelled, by which the job learns of it', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'k' });
    await s.runs.cancelRun({ environmentId: s.environmentId, runId: id });
    expect(await s.runs.completeTask({ ...reference(id, task.id), result: result(1) })).toMatchObject({
      status: 'CANCELED',
      output: null,
    });
    await respond(succeed());
  });
});

describe('failTask', () => {
  test('stores the error as the output, and ends the attempt with it', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'k' });
    const error = { message: 'hopeless', name: 'Error', stack: 'Error: hopeless\n  at x' };
    expect(await s.runs.failTask({ ...reference(id, task.id), error })).toEqual({
      ...task,
      status: 'ERRORED',
      output: error,
      completedAt: expect.any(Date),
    });
    expect(await s.attempts(task.id)).toMatchObject([{ status: 'ERRORED', error: 'Error: hopeless' }]);
    expect(await s.runs.completeTask({ ...reference(id, task.id), result: result(1) })).toMatchObject({
      status: 'ERRORED',
      output: error,
    });
    await respond(succeed());
  });
});

describe('a task that is not there', () => {
  test('unknown, of another run, of another environment, no id at all', async () => {
    const other = await s.createTenant();
    const { id, answer: respond } = await s.executingRun();
    const elsewhere = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'k' });
    for (const where of [
      reference(id, newId()),
      reference(elsewhere.id, task.id),
      { ...reference(id, task.id), environmentId: other.environment.id },
      reference('no id', task.id),
      reference(id, 'no id'),
    ]) {
      const notFound = { code: 'TASK_NOT_FOUND', message: 'Task not found' };
      await expect(s.runs.completeTask({ ...where, result: result(1) })).rejects.toMatchObject(notFound);
      await expect(s.runs.failTask({ ...where, error: { message: 'no' } })).rejects.toMatchObject(notFound);
    }
    expect(await s.task(task.id)).toMatchObject({ status: 'RUNNING' });
    await respond(succeed());
    await elsewhere.answer(succeed());
  });
});
