import { expect, test } from 'vitest';
import { describeSdks } from '../support/describe-sdks.ts';
import { finishedRunOf, taskDetails } from '../support/runs.ts';
import { useApp } from '../support/use-app.ts';

describeSdks('tasks', (sdk) => {
  const effects: string[] = [];
  const attempts = new Map<string, number[]>();
  const scene = useApp({
    sdk,
    define: (client) => {
      const on = (name: string) => ({ version: '1.0.0', trigger: sdk.eventTrigger({ name }) });
      client.defineJob({
        ...on('three-tasks'),
        id: 'three-tasks',
        name: 'Three tasks',
        run: async (payload, io) => {
          const one = await io.runTask('one', async () => ({ value: Number(payload.start) + 1 }), { name: 'One' });
          const two = await io.runTask('two', async () => ({ value: one.value * 2 }), { name: 'Two' });
          const three = await io.runTask('three', async () => `${two.value}!`, { name: 'Three' });
          return { one, two, three };
        },
      });
      client.defineJob({
        ...on('nested'),
        id: 'nested',
        name: 'Nested tasks',
        run: async (_payload, io) =>
          io.runTask('outer', async (_task, io) => io.runTask('inner', async () => 'from inside', { name: 'Inner' }), {
            name: 'Outer',
          }),
      });
      client.defineJob({
        ...on('flaky'),
        id: 'flaky',
        name: 'Fails twice',
        run: async (_payload, io, ctx) => {
          await io.runTask('before', async () => void effects.push(`before ${ctx.run.id}`));
          return io.runTask(
            'flaky',
            async (task) => {
              const seen = [...(attempts.get(ctx.run.id) ?? []), task.attempts];
              attempts.set(ctx.run.id, seen);
              if (seen.length < 3) throw new Error(`attempt ${seen.length} fails`);
              return { attempts: seen.length };
            },
            { name: 'Flaky', retry: { limit: 5, minTimeoutInMs: 100, factor: 1, randomize: false } },
          );
        },
      });
      client.defineJob({
        ...on('hopeless'),
        id: 'hopeless',
        name: 'Fails for ever',
        run: async (_payload, io) =>
          io.runTask(
            'hopeless',
            async () => {
              throw new RangeError('hopeless');
            },
            { name: 'Hopeless', retry: { limit: 2, minTimeoutInMs: 50, factor: 1, randomize: false } },
          ),
      });
      client.defineJob({
        ...on('throws'),
        id: 'throws',
        name: 'Throws',
        run: async (_payload, io) => {
          await io.runTask('fine', async () => 1, { name: 'Fine' });
          throw new TypeError('out of stock');
        },
      });
      client.defineJob({
        ...on('logs'),
        id: 'logs',
        name: 'Logs',
        run: async (_payload, io) => {
          await io.logger.info('parcel packed', { weight: 3 });
          await io.logger.warn('parcel heavy');
          await io.logger.error('parcel lost', { where: 'sea' });
        },
      });
    },
  });

  test('three tasks run in one execution, each with its output, and the run has one', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'three-tasks', payload: { start: 1 } });
    const run = await finishedRunOf(client, event.id);
    expect(run.status).toBe('SUCCESS');
    expect(run.output).toEqual({ one: { value: 2 }, two: { value: 4 }, three: '4!' });
    expect(run.startedAt).toBeInstanceOf(Date);
    expect(run.completedAt).toBeInstanceOf(Date);
    expect(await taskDetails(scene.platform, run.id)).toMatchObject([
      { name: 'One', displayKey: 'one', status: 'COMPLETED', output: { value: 2 } },
      { name: 'Two', displayKey: 'two', status: 'COMPLETED', output: { value: 4 } },
      { name: 'Three', displayKey: 'three', status: 'COMPLETED', output: '4!' },
    ]);
    expect(scene.app.executions(run.id)).toHaveLength(1);
  });

  test('a task inside of a task is its subtask', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'nested', payload: {} });
    const run = await finishedRunOf(client, event.id);
    expect(run.output).toBe('from inside');
    expect(run.tasks).toHaveLength(1);
    expect(run.tasks[0]).toMatchObject({
      name: 'Outer',
      status: 'COMPLETED',
      subtasks: [{ name: 'Inner', status: 'COMPLETED' }],
    });
  });

  test('a task that fails twice is tried again with its attempts counted, and the one before it is not', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'flaky', payload: {} });
    const run = await finishedRunOf(client, event.id);
    expect(run).toMatchObject({ status: 'SUCCESS', output: { attempts: 3 } });
    expect(attempts.get(run.id)).toEqual([1, 2, 3]);
    expect(effects.filter((effect) => effect === `before ${run.id}`)).toHaveLength(1);
    const calls = scene.app.executions(run.id);
    expect(calls.map(({ answer }) => answer)).toMatchObject([
      { status: 'RETRY_WITH_TASK' },
      { status: 'RETRY_WITH_TASK' },
      { status: 'SUCCESS' },
    ]);
    const recorded = await scene.platform.query(
      `SELECT a.number, a.status FROM task_attempts a JOIN tasks t ON t.id = a.task_id
       WHERE t.run_id = $1 AND t.name = 'Flaky' ORDER BY 1`,
      [run.id],
    );
    expect(recorded).toEqual([
      [1, 'ERRORED'],
      [2, 'ERRORED'],
      [3, 'COMPLETED'],
    ]);
  });

  test('a task that fails as often as its limit allows fails the run with its error', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'hopeless', payload: {} });
    const run = await finishedRunOf(client, event.id);
    expect(run.status).toBe('FAILURE');
    expect(run.output).toMatchObject({ name: 'RangeError', message: 'hopeless', stack: expect.any(String) });
    expect(await taskDetails(scene.platform, run.id)).toMatchObject([
      { name: 'Hopeless', status: 'ERRORED', output: { name: 'RangeError', message: 'hopeless' } },
    ]);
    expect(scene.app.executions(run.id)).toHaveLength(2);
  });

  test('a job that throws is a FAILURE with its error, and is not executed again', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'throws', payload: {} });
    const run = await finishedRunOf(client, event.id);
    expect(run.status).toBe('FAILURE');
    expect(run.output).toMatchObject({ name: 'TypeError', message: 'out of stock', stack: expect.any(String) });
    expect(run.tasks).toMatchObject([{ name: 'Fine', status: 'COMPLETED' }]);
    await scene.platform.settled();
    expect(scene.app.executions(run.id)).toHaveLength(1);
  });

  test('log lines are tasks that are complete at once', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'logs', payload: {} });
    const run = await finishedRunOf(client, event.id);
    expect(run.status).toBe('SUCCESS');
    expect(await taskDetails(scene.platform, run.id)).toMatchObject([
      { name: 'log', icon: 'log', status: 'COMPLETED', params: { weight: 3 } },
      { name: 'log', icon: 'log', status: 'COMPLETED' },
      { name: 'log', icon: 'log', status: 'COMPLETED', params: { where: 'sea' } },
    ]);
    const lines = await scene.platform.query(
      `SELECT description, properties, style FROM tasks WHERE run_id = $1 ORDER BY id`,
      [run.id],
    );
    expect(lines).toEqual([
      ['parcel packed', [{ label: 'Level', text: 'INFO' }], { style: 'minimal', variant: 'info' }],
      ['parcel heavy', [{ label: 'Level', text: 'WARN' }], { style: 'minimal', variant: 'warn' }],
      ['parcel lost', [{ label: 'Level', text: 'ERROR' }], { style: 'minimal', variant: 'error' }],
    ]);
    expect(scene.app.executions(run.id)).toHaveLength(1);
  });
});
