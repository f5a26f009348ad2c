import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '@kongflow/testing';
import { startApp, type TestApp } from '../support/app.ts';
import { describeSdks } from '../support/describe-sdks.ts';
import { startPlatform, type EnvironmentSlug, type Platform } from '../support/platform.ts';
import { finished, runsOf } from '../support/runs.ts';
import type { Sdk } from '../support/sdks.ts';

const scenarios = (environment: EnvironmentSlug) => (sdk: Sdk) => {
  let platform: Platform;
  let app: TestApp;
  const effects: string[] = [];
  /** Holds the middle task of the next run until its endpoint is gone. */
  let onMiddle: (() => Promise<void>) | null = null;

  beforeAll(async () => {
    platform = await startPlatform();
    app = await startApp({
      sdk,
      platform,
      environment,
      define: (client) => {
        client.defineJob({
          id: 'steps',
          name: 'Steps',
          version: '1.0.0',
          trigger: sdk.eventTrigger({ name: 'steps' }),
          run: async (payload, io, ctx) => {
            const effect = (name: string) => void effects.push(`${name} ${ctx.run.id}`);
            await io.runTask('first', async () => effect('first'));
            await io.runTask('middle', async () => {
              const hold = onMiddle;
              onMiddle = null;
              await hold?.();
              effect('middle');
            });
            if (payload.wait) await io.wait('wait', 1);
            await io.runTask('last', async () => effect('last'));
            return 'done';
          },
        });
      },
    });
  });
  afterAll(async () => {
    await platform.stop();
    await app.stop();
  });

  const send = async (payload: { wait?: boolean } = {}): Promise<string> => {
    const event = await app.client.sendEvent({ name: 'steps', payload });
    const [runId = ''] = await runsOf(app.client, event.id);
    return runId;
  };
  const failedExecutions = async (runId: string): Promise<number> => {
    const [row] = await platform.query('SELECT execution_failure_count FROM runs WHERE id = $1', [runId]);
    return Number(row?.[0]);
  };
  const failedAtLeast = (runId: string, count: number): Promise<unknown> =>
    waitFor(async () => (await failedExecutions(runId)) >= count, {
      timeoutMs: 20_000,
      describe: `run ${runId} to fail to reach its endpoint ${count} times`,
    });
  const expectEachOnce = async (runId: string): Promise<void> => {
    const run = await finished(app.client, runId);
    expect(run).toMatchObject({ status: 'SUCCESS', output: 'done' });
    await platform.settled();
    expect(effects.filter((effect) => effect.endsWith(runId))).toEqual(
      ['first', 'middle', 'last'].map((name) => `${name} ${runId}`),
    );
  };

  test('that is down when its run starts gets it when it is back', async () => {
    await app.stop();
    const runId = await send();
    await failedAtLeast(runId, 1);
    expect(app.executions(runId)).toEqual([]);
    await app.start();
    await expectEachOnce(runId);
    expect(app.executions(runId)).toHaveLength(1);
  });

  test('that is down when a wait is over resumes the run when it is back', async () => {
    const runId = await send({ wait: true });
    await waitFor(() => app.executions(runId)[0]?.answer, { timeoutMs: 20_000, describe: 'the wait to begin' });
    await app.stop();
    await failedAtLeast(runId, 1);
    await app.start();
    await expectEachOnce(runId);
    expect(app.executions(runId)).toHaveLength(2);
  });

  test('that is killed inside of a task runs that task again, and none that was complete', async () => {
    const killed = new Promise<void>((resolve) => {
      onMiddle = async () => {
        resolve();
        // A killed process never comes back from here.
        await new Promise(() => undefined);
      };
    });
    const runId = await send();
    await killed;
    await app.stop();
    await app.start();
    await expectEachOnce(runId);
    expect(app.executions(runId)).toHaveLength(2);
  });

  test('that answers 503 for a while gets its run when it works again', async () => {
    app.brokenWith = 503;
    const runId = await send();
    await waitFor(() => app.executions(runId).length >= 2, { timeoutMs: 20_000, describe: 'two calls that fail' });
    app.brokenWith = null;
    await expectEachOnce(runId);
    expect(app.executions(runId).length).toBeGreaterThanOrEqual(3);
  });
};

describeSdks('an endpoint in prod', scenarios('prod'));
describeSdks('an endpoint in dev', scenarios('dev'));
