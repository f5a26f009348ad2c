import { afterEach, describe, expect, test } from 'vitest';
import { waitFor } from '@kongflow/testing';
import { startApp, type AppOptions, type TestApp } from '../support/app.ts';
import { startPlatform, type Platform } from '../support/platform.ts';
import { sdks, type Sdk } from '../support/sdks.ts';

/** A job whose task leaves a trace each time it really runs. */
function countingJob(sdk: Sdk, effects: number[]): AppOptions['define'] {
  return (client) => {
    client.defineJob({
      id: 'count',
      name: 'Count',
      version: '1.0.0',
      trigger: sdk.eventTrigger({ name: 'count' }),
      run: async (payload, io) => io.runTask('effect', async () => effects.push(Number(payload.n)) > 0),
    });
  };
}

async function successes(platform: Platform): Promise<number> {
  const [row] = await platform.query("SELECT count(*)::int FROM runs WHERE status = 'SUCCESS'");
  return Number(row?.[0]);
}

/** Waits for the runs, and proves that each event ran exactly once. */
async function expectExactlyOnce(platform: Platform, app: TestApp, effects: number[], count: number): Promise<void> {
  let done = 0;
  await waitFor(async () => (done = await successes(platform)) === count, {
    timeoutMs: 25_000,
    intervalMs: 50,
    describe: () => `${count} runs to succeed; ${done} have`,
  });
  await platform.settled();
  expect(effects.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n));
  const executed = app.executions().map(({ runId }) => runId);
  expect(executed).toHaveLength(count);
  expect(new Set(executed).size).toBe(count);
  const [numbers] = await platform.query('SELECT count(*)::int, count(DISTINCT number)::int, max(number) FROM runs');
  expect(numbers).toEqual([count, count, count]);
}

describe.each(sdks)('many events with SDK $version', (sdk) => {
  const open: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const part of open.splice(0)) await part.stop();
  });

  test('200 events at once: each runs exactly once', async () => {
    const effects: number[] = [];
    const platform = await startPlatform();
    open.push(platform);
    const app = await startApp({ sdk, platform, define: countingJob(sdk, effects) });
    open.push(app);
    const sent = Array.from({ length: 200 }, (_, n) => app.client.sendEvent({ name: 'count', payload: { n } }));
    expect(new Set((await Promise.all(sent)).map(({ id }) => id)).size).toBe(200);
    await expectExactlyOnce(platform, app, effects, 200);
  });

  test('two platforms on one database: 100 events, each runs exactly once', async () => {
    const effects: number[] = [];
    const first = await startPlatform();
    open.push(first);
    const second = await startPlatform({ database: first.database });
    open.push(second);
    const app = await startApp({ sdk, platform: first, define: countingJob(sdk, effects) });
    open.push(app);
    const { id } = app.client;
    const { apiKey } = second.environment('prod');
    const other = new sdk.TriggerClient({ id, apiKey, apiUrl: second.url });
    const sent = Array.from({ length: 100 }, (_, n) =>
      (n % 2 === 0 ? app.client : other).sendEvent({ name: 'count', payload: { n } }),
    );
    expect(new Set((await Promise.all(sent)).map(({ id }) => id)).size).toBe(100);
    await expectExactlyOnce(first, app, effects, 100);
  });
});
