import { newId } from '@kongflow/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, succeed } from './support/scripted-endpoint.ts';
import { setup, type Setup } from './support/setup.ts';

let s: Setup;
beforeAll(async () => {
  s = await setup();
});
afterAll(() => s.close());

const cancel = (runId: string) => s.runs.cancelRun({ environmentId: s.environmentId, runId });

describe('cancelRun', () => {
  test('a run that has not started', async () => {
    const id = await s.createRun();
    expect(await cancel(id)).toMatchObject({ id, status: 'CANCELED', completedAt: expect.any(Date), tasks: [] });
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'CANCELED', number: null });
  });

  test('a run that waits for its execution: the job is removed', async () => {
    const id = await s.queuedRun();
    await cancel(id);
    expect(s.queue.jobs).toEqual([]);
  });

  test('a run that waits for tasks: the wake-ups are removed, and the tasks cancelled', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, {
      idempotencyKey: 'wait',
      noop: true,
      delayUntil: new Date(Date.now() + 60_000),
    });
    await s.createTask(id, { idempotencyKey: 'log', noop: true });
    await respond(answer({ status: 'RESUME_WITH_TASK', task }));
    const run = await cancel(id);
    expect(run.tasks).toMatchObject([{ status: 'CANCELED' }, { status: 'COMPLETED' }]);
    expect(s.queue.jobs).toEqual([]);
    expect(await s.run(id)).toMatchObject({ waiting_task_ids: [] });
    await s.runs.resumeTask(task.id);
    expect(await s.task(task.id)).toMatchObject({ status: 'CANCELED' });
    expect(s.queue.jobs).toEqual([]);
  });

  test('a run that executes: whatever the endpoint answers is too late', async () => {
    const error = { message: 'late' };
    for (const late of [
      succeed('late'),
      answer({ status: 'ERROR', error }),
      answer({ status: 'YIELD_EXECUTION', key: 'k' }),
    ]) {
      const { id, answer: respond } = await s.executingRun();
      await cancel(id);
      await respond(late);
      expect(await s.run(id)).toMatchObject({ status: 'CANCELED', output: null });
      expect(s.queue.jobs).toEqual([]);
    }
  });

  test('a run that executes and answers with a task', async () => {
    const { id, answer: respond } = await s.executingRun();
    const task = await s.createTask(id, { idempotencyKey: 'k' });
    await cancel(id);
    await respond(answer({ status: 'RETRY_WITH_TASK', task, error: { message: 'no' }, retryAt: new Date() }));
    expect(await s.run(id)).toMatchObject({ status: 'CANCELED' });
    expect(await s.task(task.id)).toMatchObject({ status: 'CANCELED' });
    expect(await s.attempts(task.id)).toHaveLength(1);
    expect(s.queue.jobs).toEqual([]);
  });

  test('at the same time as the answer: one of the two wins, wholly', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { id, answering } = await s.executingRun();
      await s.createTask(id, { idempotencyKey: 'k' });
      await Promise.all([cancel(id), answering(answer({ status: 'ERROR', error: { message: 'job' } }))]);
      const run = await s.run(id);
      const [task] = await s.query('SELECT status FROM tasks WHERE run_id = $1', [id]);
      expect([
        ['CANCELED', null, 'CANCELED'],
        ['FAILURE', { message: 'job' }, 'ERRORED'],
      ]).toContainEqual([run['status'], run['output'], task!['status']]);
    }
  });

  test('a run that has ended stays as it is', async () => {
    const { id, answer: respond } = await s.executingRun();
    await s.createTask(id, { idempotencyKey: 'open' });
    await respond(succeed('done'));
    expect(await cancel(id)).toMatchObject({ status: 'SUCCESS', output: 'done', tasks: [{ status: 'RUNNING' }] });
  });

  test('twice is once', async () => {
    const id = await s.createRun();
    const [first, second] = await Promise.all([cancel(id), cancel(id)]);
    expect(second).toEqual(first);
    await s.drain();
  });

  test('takes part in the transaction of the caller', async () => {
    const id = await s.queuedRun();
    const failure = s.database.transaction(async (tx) => {
      await s.runs.cancelRun({ environmentId: s.environmentId, runId: id }, { tx });
      throw new Error('no');
    });
    await expect(failure).rejects.toThrow('no');
    expect(await s.run(id)).toMatchObject({ status: 'QUEUED' });
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('a run that is not there, or of another environment', async () => {
    const other = await s.createTenant();
    const id = await s.queuedRun();
    for (const [environmentId, runId] of [
      [s.environmentId, newId()],
      [s.environmentId, 'no id'],
      [other.environment.id, id],
    ] as const) {
      await expect(s.runs.cancelRun({ environmentId, runId })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    }
    await s.drain();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS' });
  });
});
