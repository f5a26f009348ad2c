import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startApp, type TestApp } from '../support/app.ts';
import { describeSdks } from '../support/describe-sdks.ts';
import { startPlatform, type Platform } from '../support/platform.ts';
import { finished, finishedRunOf, runsOf } from '../support/runs.ts';
import { waitFor } from '@kongflow/testing';

const ResumeSchema = z.object({
  status: z.literal('RESUME_WITH_TASK'),
  task: z.object({ id: z.string(), delayUntil: z.coerce.date() }),
});

describeSdks('waits', (sdk) => {
  let platform: Platform;
  let app: TestApp;
  let effects: string[];

  beforeAll(async () => {
    platform = await startPlatform();
    effects = [];
    app = await startApp({
      sdk,
      platform,
      define: (client) => {
        client.defineJob({
          id: 'waits',
          name: 'Waits',
          version: '1.0.0',
          trigger: sdk.eventTrigger({ name: 'waits' }),
          run: async (payload, io, ctx) => {
            const effect = (name: string) => void effects.push(`${name} ${ctx.run.id}`);
            const falsy = {
              zero: await io.runTask('zero', async () => 0),
              no: await io.runTask('no', async () => false),
              empty: await io.runTask('empty', async () => ''),
              none: await io.runTask('none', async () => null),
            };
            await io.runTask('before', async () => effect('before'));
            await io.wait('wait', Number(payload.seconds));
            await io.runTask('after', async () => effect('after'));
            return falsy;
          },
        });
      },
    });
  });
  afterAll(async () => {
    await platform.stop();
    await app.stop();
  });

  const effectsOf = (runId: string): string[] =>
    effects.filter((effect) => effect.endsWith(runId)).map((effect) => effect.split(' ')[0] ?? '');

  const waiting = (runId: string): Promise<unknown> =>
    waitFor(() => ResumeSchema.safeParse(app.executions(runId)[0]?.answer).success, {
      timeoutMs: 20_000,
      describe: `run ${runId} to wait`,
    });

  test('a wait ends the execution, and exactly one more follows it, not before its time', async () => {
    const event = await app.client.sendEvent({ name: 'waits', payload: { seconds: 1 } });
    const run = await finishedRunOf(app.client, event.id);
    expect(run.status).toBe('SUCCESS');
    await platform.settled();

    const [first, second, ...more] = app.executions(run.id);
    expect(more).toEqual([]);
    const { task } = ResumeSchema.parse(first?.answer);
    expect(second?.receivedAt).toBeGreaterThanOrEqual(task.delayUntil.getTime());
    expect(effectsOf(run.id)).toEqual(['before', 'after']);

    const [wait] = await platform.query('SELECT status, completed_at, delay_until FROM tasks WHERE id = $1', [task.id]);
    expect(wait?.[0]).toBe('COMPLETED');
    const completedAt = z.date().parse(wait?.[1]);
    expect(completedAt.getTime()).toBeGreaterThanOrEqual(z.date().parse(wait?.[2]).getTime());
    expect(second?.receivedAt).toBeGreaterThanOrEqual(completedAt.getTime());
  });

  test('results that are false in JavaScript come back as they were', async () => {
    const event = await app.client.sendEvent({ name: 'waits', payload: { seconds: 1 } });
    const run = await finishedRunOf(app.client, event.id);
    // SDK 2.1 sends null as no output at all.
    const none = sdk.version === '2.1.9' ? undefined : null;
    expect(run.output).toEqual({ zero: 0, no: false, empty: '', none });
    expect(app.executions(run.id)).toHaveLength(2);
  });

  test('a run that waits while the platform is restarted completes', async () => {
    const event = await app.client.sendEvent({ name: 'waits', payload: { seconds: 2 } });
    const [runId = ''] = await runsOf(app.client, event.id);
    await waiting(runId);
    await platform.stop();
    platform = await startPlatform({ database: platform.database, port: platform.port });

    const run = await finished(app.client, runId);
    expect(run.status).toBe('SUCCESS');
    await platform.settled();
    expect(effectsOf(runId)).toEqual(['before', 'after']);
    expect(app.executions(runId)).toHaveLength(2);
  });

  test('a wait that is over before the platform is back resumes when it is', async () => {
    const event = await app.client.sendEvent({ name: 'waits', payload: { seconds: 1 } });
    const [runId = ''] = await runsOf(app.client, event.id);
    await waiting(runId);
    const { task } = ResumeSchema.parse(app.executions(runId)[0]?.answer);
    await platform.stop();
    await waitFor(() => Date.now() > task.delayUntil.getTime(), { describe: 'the wait to be over' });
    platform = await startPlatform({ database: platform.database, port: platform.port });

    const run = await finished(app.client, runId);
    expect(run.status).toBe('SUCCESS');
    expect(effectsOf(runId)).toEqual(['before', 'after']);
  });

  test('a run that is cancelled while it waits ends there, and its wait wakes nobody', async () => {
    const event = await app.client.sendEvent({ name: 'waits', payload: { seconds: 1 } });
    const [runId = ''] = await runsOf(app.client, event.id);
    await waiting(runId);
    const cancelled = await app.client.cancelRun(runId);
    expect(cancelled.status).toBe('CANCELED');
    const { task } = ResumeSchema.parse(app.executions(runId)[0]?.answer);
    await waitFor(() => Date.now() > task.delayUntil.getTime(), { describe: 'the wait to be over' });
    await platform.settled();
    expect(app.executions(runId)).toHaveLength(1);
    expect(effectsOf(runId)).toEqual(['before']);
    const run = await app.client.getRun(runId);
    expect(run.status).toBe('CANCELED');
    expect(run.tasks.find(({ name }) => name === 'wait')?.status).toBe('CANCELED');
  });
});
