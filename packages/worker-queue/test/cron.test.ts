import { silentLogger } from '@kongflow/logger';
import { waitFor } from '@kongflow/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createBoss } from '../src/create-boss.ts';
import { nextTick, tickId } from '../src/cron-ticker.ts';
import { insertTick } from '../src/enqueue-jobs.ts';
import { describeJob } from '../src/enqueue-options.ts';
import { createBundle } from './support/bundle.ts';

const Tick = z.object({ ts: z.coerce.date(), backfilled: z.boolean() });
const everySecond = { tick: { payload: Tick, priority: 0, maxAttempts: 1, cron: '* * * * * *' } };

test('one job a tick over two processes, with the time of the tick', async () => {
  const { queueOf, jobs } = await createBundle();
  const seen: z.output<typeof Tick>[] = [];
  for (const queue of [queueOf(everySecond), queueOf(everySecond)]) {
    queue.handle('tick', async (payload) => {
      seen.push(payload);
    });
    await queue.start();
  }
  await waitFor(() => seen.length >= 4);
  const ticks = seen.map(({ ts }) => ts.getTime());
  expect(new Set(ticks).size).toBe(ticks.length);
  expect(seen.every(({ ts, backfilled }) => ts.getMilliseconds() === 0 && !backfilled)).toBe(true);
  expect(Math.max(...ticks) - Math.min(...ticks)).toBe((ticks.length - 1) * 1000);
  // The rows stay, so that a process with a late clock cannot enqueue the tick again.
  await waitFor(async () => (await jobs("state = 'completed'")).length >= 4);
});

test('a process that ticks late does not run the tick a second time', async () => {
  const { queueOf, jobs, database } = await createBundle();
  const queue = queueOf(everySecond);
  let runs = 0;
  queue.handle('tick', async () => {
    runs += 1;
  });
  await queue.start();
  await waitFor(async () => (await jobs("state = 'completed'")).length > 0);
  await queue.stop();
  const before = await jobs();
  const done = Tick.parse(before[0]!['payload']);
  const id = tickId('tick', done.ts);
  expect(before.map((job) => job['id'])).toContain(id);
  const late = describeJob('tick', everySecond.tick, done, {});
  await insertTick(createBoss(database, silentLogger, false), database, id, late);
  expect(await jobs()).toEqual(before);
  expect(runs).toBe(before.length);
});

test('a bad cron expression stops the start before any other task ticks', async () => {
  const { queueOf, jobs } = await createBundle();
  const bad = queueOf({
    early: everySecond.tick,
    bad: { payload: Tick, priority: 0, maxAttempts: 1, cron: 'never' },
  });
  bad.handle('early', async () => undefined);
  bad.handle('bad', async () => undefined);
  await expect(bad.start()).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });

  const good = queueOf(everySecond);
  good.handle('tick', async () => undefined);
  await good.start();
  await waitFor(async () => (await jobs("data->>'task' = 'tick' AND state = 'completed'")).length >= 2);
  expect(await jobs("data->>'task' = 'early'")).toEqual([]);
});

test('only a process that handles the task ticks', async () => {
  const { queueOf, jobs } = await createBundle();
  const both = {
    ...everySecond,
    other: { payload: Tick, priority: 0, maxAttempts: 1, cron: '* * * * * *' },
  };
  const queue = queueOf(both);
  let ticks = 0;
  queue.handle('other', async () => {
    ticks += 1;
  });
  await queue.start();
  await waitFor(() => ticks >= 2);
  expect(await jobs("data->>'task' = 'tick'")).toEqual([]);
});

test('cron expressions are UTC, also over the change to summer time', () => {
  const at = (cron: string, after: string) => nextTick('t', cron, new Date(after)).toISOString();
  expect(at('*/5 * * * *', '2024-03-31T00:58:00Z')).toBe('2024-03-31T01:00:00.000Z');
  expect(at('*/5 * * * *', '2024-03-31T01:00:00Z')).toBe('2024-03-31T01:05:00.000Z');
  expect(at('0 2 * * *', '2024-03-31T00:00:00Z')).toBe('2024-03-31T02:00:00.000Z');
  expect(at('0 0 29 2 *', '2024-03-01T00:00:00Z')).toBe('2028-02-29T00:00:00.000Z');
});

test('ids of ticks differ by task and time, and are the same everywhere', () => {
  const ts = new Date('2024-01-01T00:00:00Z');
  expect(tickId('a', ts)).toBe(tickId('a', new Date(ts)));
  expect(new Set([tickId('a', ts), tickId('b', ts), tickId('a', new Date(ts.getTime() + 1000))]).size).toBe(3);
});

test('a bad cron expression is refused at start(), and start() can be tried again', async () => {
  const { queueOf } = await createBundle();
  const queue = queueOf({ bad: { payload: Tick, priority: 0, maxAttempts: 1, cron: 'whenever' } });
  queue.handle('bad', async () => undefined);
  await expect(queue.start()).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  await expect(queue.start()).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  await queue.stop();
});
