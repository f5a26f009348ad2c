import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeSdks } from '../support/describe-sdks.ts';
import { finishedRunOf, taskDetails } from '../support/runs.ts';
import { useApp } from '../support/use-app.ts';

describeSdks('the client', (sdk) => {
  const scene = useApp({
    sdk,
    define: (client) => {
      client.defineJob({
        id: 'steps',
        name: 'Steps',
        version: '1.0.0',
        trigger: sdk.eventTrigger({ name: 'steps' }),
        run: async (_payload, io) => {
          for (const step of [1, 2, 3, 4, 5]) {
            await io.runTask(`step-${step}`, async () => step, { name: `Step ${step}`, params: { step } });
          }
        },
      });
      client.defineJob({
        id: 'never',
        name: 'Never',
        version: '1.0.0',
        trigger: sdk.eventTrigger({ name: 'never' }),
        run: async () => undefined,
      });
    },
  });

  const completedRun = async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'steps', payload: {} });
    return { client, event, run: await finishedRunOf(client, event.id) };
  };

  test('getEvent tells the event and its runs', async () => {
    const { client, event, run } = await completedRun();
    expect(await client.getEvent(event.id)).toMatchObject({
      id: event.id,
      name: 'steps',
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
      runs: [{ id: run.id, status: 'SUCCESS', startedAt: expect.any(Date), completedAt: expect.any(Date) }],
    });
  });

  test('getRun tells the tasks, and their details when asked', async () => {
    const { client, run } = await completedRun();
    const brief = await client.getRun(run.id);
    expect(brief.tasks.map(({ name }) => name)).toEqual(['Step 1', 'Step 2', 'Step 3', 'Step 4', 'Step 5']);
    const [first] = await taskDetails(scene.platform, run.id);
    expect(first).toMatchObject({ name: 'Step 1', params: { step: 1 }, output: 1 });
    const { apiKey: key } = scene.platform.environment('prod');
    const plain = await scene.platform.request(`/api/v1/runs/${run.id}?taskdetails=false`, { key });
    expect(await plain.text()).not.toMatch(/"params"|"output":1/);
  });

  test('getRun pages through the tasks', async () => {
    const { client, run } = await completedRun();
    const first = await client.getRun(run.id, { take: 2 });
    expect(first.tasks.map(({ name }) => name)).toEqual(['Step 1', 'Step 2']);
    const second = await client.getRun(run.id, { take: 2, cursor: first.nextCursor ?? 'none' });
    expect(second.tasks.map(({ name }) => name)).toEqual(['Step 3', 'Step 4']);
    const last = await client.getRun(run.id, { take: 2, cursor: second.nextCursor ?? 'none' });
    expect(last.tasks.map(({ name }) => name)).toEqual(['Step 5']);
    expect(last.nextCursor).toBeUndefined();
  });

  test('getRuns pages through the runs of a job, newest first', async () => {
    const runs = [await completedRun(), await completedRun(), await completedRun()].map(({ run }) => run.id);
    const { client } = scene.app;
    const first = await client.getRuns('steps', { take: 2 });
    expect(first.runs.map(({ id }) => id)).toEqual([runs[2], runs[1]]);
    expect(first.runs[0]).toMatchObject({ status: 'SUCCESS', completedAt: expect.any(Date) });
    const second = await client.getRuns('steps', { take: 2, cursor: first.nextCursor ?? 'none' });
    expect(second.runs[0]?.id).toBe(runs[0]);
    expect(await client.getRuns('never')).toEqual({ runs: [] });
    expect(await client.getRuns('unknown-job')).toEqual({ runs: [] });
  });

  test.each([
    ['a run that never was', randomUUID()],
    ['what is no id at all', 'no-such-run'],
  ])('getRun of %s says so', async (_what, id) => {
    await expect(scene.app.client.getRun(id)).rejects.toThrow('Run not found');
  });

  test('getEvent and cancelEvent of an unknown event say so', async () => {
    const { client } = scene.app;
    await expect(client.getEvent('no-such-event')).rejects.toThrow('Event not found');
    await expect(client.cancelEvent('no-such-event')).rejects.toThrow('Event not found');
  });

  test('an event without a name is refused in words', async () => {
    await expect(scene.app.client.sendEvent(JSON.parse('{"payload":{}}'))).rejects.toThrow(/name/);
  });

  test('a wrong key is refused in the words of the original', async () => {
    const client = new sdk.TriggerClient({ id: 'app', apiKey: 'tr_prod_nobodyHasThisKey', apiUrl: scene.platform.url });
    const refused = 'Invalid or Missing API key';
    await expect(client.sendEvent({ name: 'steps', payload: {} })).rejects.toThrow(refused);
    await expect(client.getRun(randomUUID())).rejects.toThrow(refused);
    await expect(client.getEvent('event')).rejects.toThrow(refused);
    await expect(client.getRuns('steps')).rejects.toThrow(refused);
    await expect(client.cancelEvent('event')).rejects.toThrow(refused);
  });
});
