import { describe, expect, test } from 'vitest';
import { describeSdks } from '../support/describe-sdks.ts';
import { finishedRunOf } from '../support/runs.ts';
import { sdks, type Sdk } from '../support/sdks.ts';
import { useApp } from '../support/use-app.ts';

/** How often each piece of user code ran, by its name. */
function counter() {
  const counts = new Map<string, number>();
  return { counts, add: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1) };
}

describeSdks('giving an execution back', (sdk: Sdk) => {
  const { counts, add } = counter();
  const scene = useApp({
    sdk,
    define: (client) => {
      client.defineJob({
        id: 'yields',
        name: 'Yields',
        version: '1.0.0',
        trigger: sdk.eventTrigger({ name: 'yields' }),
        run: async (payload, io) => {
          const before = await io.runTask('before', async () => {
            add('before');
            return 1;
          });
          io.yield('first');
          const nested = await io.runTask('outer', async (task) => {
            const inner = await io.runTask('inner', async () => {
              add('inner');
              return task.id;
            });
            return { inner };
          });
          io.yield('second');
          return { before, isNested: typeof nested.inner === 'string' };
        },
      });
      client.defineJob({
        id: 'fetches',
        name: 'Fetches',
        version: '1.0.0',
        trigger: sdk.eventTrigger({ name: 'fetches' }),
        run: async (payload, io) => io.backgroundFetch('fetch', 'http://127.0.0.1:9/never'),
      });
    },
  });

  test('a job that yields is executed again and goes on behind the yield', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'yields', payload: {} });
    const run = await finishedRunOf(client, event.id);
    expect(run).toMatchObject({ status: 'SUCCESS', output: { before: 1, isNested: true } });
    expect(scene.app.executions(run.id)).toHaveLength(3);
    expect(Object.fromEntries(counts)).toEqual({ before: 1, inner: 1 });
    const outer = run.tasks.find(({ displayKey }) => displayKey === 'outer');
    expect(outer?.subtasks?.map(({ displayKey }) => displayKey)).toEqual(['inner']);
  });

  test('what this server cannot do yet ends the run with a message that says so', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'fetches', payload: {} });
    const run = await finishedRunOf(client, event.id);
    expect(run.status).toBe('FAILURE');
    expect(JSON.stringify(run.output)).toMatch(/This server cannot do background operations/);
  });
});

describe('io.parallel (SDK 2.3.18)', () => {
  const [sdk] = sdks;
  if (sdk === undefined) throw new Error('there is no SDK');
  const { counts, add } = counter();
  const scene = useApp({
    sdk,
    define: (client) => {
      client.defineJob({
        id: 'parallel',
        name: 'Parallel',
        version: '1.0.0',
        trigger: sdk.eventTrigger({ name: 'parallel' }),
        run: async (payload, io) => ({
          results: await io.parallel('items', ['a', 'b', 'c'], async (item, index) => {
            if (index > 0) await io.wait(`wait ${item}`, index * 0.2);
            return io.runTask(
              `work ${item}`,
              async (task) => {
                add(`${item} ${task.attempts}`);
                if (item === 'c' && task.attempts === 1) throw new Error('not yet');
                return item.toUpperCase();
              },
              { retry: { limit: 2, minTimeoutInMs: 50, maxTimeoutInMs: 50, randomize: false } },
            );
          }),
        }),
      });
    },
  });

  test('items wait and retry side by side, and the run goes on when all are done', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'parallel', payload: {} });
    const run = await finishedRunOf(client, event.id);
    expect(run).toMatchObject({ status: 'SUCCESS', output: { results: ['A', 'B', 'C'] } });
    expect(Object.fromEntries(counts)).toEqual({ 'a 1': 1, 'b 1': 1, 'c 1': 1, 'c 2': 1 });
  });
});
